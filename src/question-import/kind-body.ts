import type { FoldSettings } from '../common/text/fold-text.js';
import { questionKindNames, type QuestionKindName } from '../questions/kinds/question-kind.js';
import { acceptedNumbers, acceptedTexts } from './accepted-answers.js';
import { penaltyOf, scoreMultipleChoice, scoreSingleChoice } from './choice-weights.js';
import { lossNote, quoted, type ConversionNote } from './conversion-note.js';
import type { ImportedKind, ImportedQuestion } from './parsers/imported-question.js';

export interface KindBody {
  readonly body: { readonly content: unknown; readonly key: unknown };
  /** What the file says and this kind has no place for, or cannot be. */
  readonly notes: readonly ConversionNote[];
}

/** The parsers name more kinds than the product offers. */
export function isOffered(kind: ImportedKind): kind is QuestionKindName {
  return (questionKindNames as readonly string[]).includes(kind);
}

const bodies: Readonly<Record<QuestionKindName, (question: ImportedQuestion) => KindBody>> = {
  single_choice(question) {
    const { correctIndex, wrongPenalty, notes } = scoreSingleChoice(question);
    return {
      body: {
        content: choiceContent(question),
        key: { correctOptionIndex: correctIndex, ...(wrongPenalty && { wrongPenalty }) },
      },
      notes,
    };
  },

  multiple_choice(question) {
    const { scoring, notes } = scoreMultipleChoice(question);
    const { maxSelections = 0, options = [] } = question;
    // Files write 0, or more than there are, where any number may be picked.
    const isLimit = maxSelections > 0 && maxSelections <= options.length;
    const correctOptionIndexes = options.flatMap((option, index) => (option.correct ? [index] : []));
    return {
      body: {
        content: { ...choiceContent(question), ...(isLimit && { maximumSelections: maxSelections }) },
        key: { correctOptionIndexes, scoring },
      },
      notes: [...notes, ...ignoredPenalty(question)],
    };
  },

  true_false(question) {
    const wrongPenalty = penaltyOf(question);
    return {
      body: { content: {}, key: { correct: question.correct, ...(wrongPenalty && { wrongPenalty }) } },
      notes: [],
    };
  },

  numeric(question) {
    const { accepted, notes } = acceptedNumbers(question);
    const { unit, unitNotes } = shownUnit(question);
    const { decimalSeparator } = question;
    return {
      body: {
        content: { ...(unit !== undefined && { unit }), ...(decimalSeparator && { decimalSeparator }) },
        key: { accepted },
      },
      notes: [...notes, ...unitNotes, ...ignoredPenalty(question)],
    };
  },

  short_answer(question) {
    const settings: FoldSettings = {
      caseSensitive: question.caseSensitive ?? false,
      compatibility: question.comparison?.includes('compatibility') ?? false,
      ignoreDiacritics: question.comparison?.includes('ignore_diacritics') ?? false,
      ignorePunctuation: question.comparison?.includes('ignore_punctuation') ?? false,
      turkishLetters: question.comparison?.includes('turkish_letters') ?? false,
    };
    const { accepted, notes } = acceptedTexts(question, settings);
    return {
      body: { content: {}, key: { accepted, ...settings } },
      notes: [...notes, ...ignoredPenalty(question)],
    };
  },
};

/** Content and key in the form in which an author sends them; the kind itself checks them. */
export function toKindBody(kind: QuestionKindName, question: ImportedQuestion): KindBody {
  const { body, notes } = bodies[kind](question);
  return { body, notes: [...notes, ...ofOtherKinds(kind, question)] };
}

function choiceContent(question: ImportedQuestion): object {
  return { options: question.options?.map(({ text }) => ({ text })), shuffleOptions: question.shuffle };
}

function ignoredPenalty(question: ImportedQuestion): ConversionNote[] {
  if (penaltyOf(question) === undefined) return [];
  return [
    lossNote(
      'penalty_ignored',
      'Only questions with one right option, and true or false, take points off; the penalty is left out.',
      'penalty',
    ),
  ];
}

/** The candidate types the number alone, and the unit stands beside the field: the one in which the answer is given. */
function shownUnit(question: ImportedQuestion): {
  readonly unit: string | undefined;
  readonly unitNotes: readonly ConversionNote[];
} {
  const factors = Object.entries(question.units ?? {});
  const base = factors.find(([, factor]) => Number(factor) === 1)?.[0];
  const unit = question.unit ?? base;
  const others = factors.map(([name]) => name).filter((name) => name !== unit);
  const unitNotes: ConversionNote[] = [];
  if (others.length > 0) {
    const names = others.slice(0, 5).map(quoted).join(', ');
    const shown = unit === undefined ? '' : `; the answer is given in ${quoted(unit)}`;
    unitNotes.push(
      lossNote('units', `Answers in other units (${names}) are not converted here${shown}.`, 'unit'),
    );
  }
  if (question.unitPenalty !== undefined && question.unitPenalty !== 0) {
    unitNotes.push(
      lossNote(
        'unit_penalty',
        'A wrong unit costs points in the file. Here the unit is shown and not typed, so it cannot be wrong.',
      ),
    );
  }
  return { unit, unitNotes };
}

/** What only another kind has a place for: a column that is filled in for every row, mostly. */
function ofOtherKinds(kind: QuestionKindName, question: ImportedQuestion): ConversionNote[] {
  const notes: ConversionNote[] = [];
  if (kind !== 'numeric' && question.unit !== undefined) {
    notes.push(lossNote('unit', 'Only numeric questions show a unit; it is left out.', 'unit'));
  }
  if (kind !== 'short_answer' && question.comparison !== undefined) {
    const message = 'Only short answers have settings of comparing; they are left out.';
    notes.push(lossNote('comparison', message, 'comparison'));
  }
  if (question.scoring === 'review') {
    notes.push(
      lossNote(
        'scoring_review',
        `The file scores this question by rules that were not understood. ${howScored[kind]}`,
      ),
    );
  }
  return notes;
}

const howScored: Readonly<Record<QuestionKindName, string>> = {
  single_choice: 'Here the right option earns all points, any other none. Check the right answer.',
  multiple_choice: 'Here exactly the right options earn all points. Check the right answers.',
  true_false: 'Here the right answer earns all points, the other none. Check it.',
  numeric: 'Here every accepted number earns its share of the points. Check them.',
  short_answer: 'Here every accepted text earns its share of the points. Check them.',
};
