import { questionKindNames, type QuestionKindName } from '../questions/kinds/question-kind.js';
import type { ImportedAccepted, ImportedKind, ImportedQuestion } from './parsers/imported-question.js';

export interface KindBody {
  readonly body: { readonly content: unknown; readonly key: unknown };
  /** What the file says and this kind has no place for. */
  readonly ignored: readonly { readonly code: string; readonly message: string; readonly meaning: string }[];
}

/** The parsers name more kinds than the product offers. */
export function isOffered(kind: ImportedKind): kind is QuestionKindName {
  return (questionKindNames as readonly string[]).includes(kind);
}

/** Content and key in the form in which an author sends them; the kind itself checks them. */
export function toKindBody(kind: QuestionKindName, question: ImportedQuestion): KindBody {
  switch (kind) {
    case 'single_choice':
      return {
        body: {
          content: choiceContent(question),
          key: { correctOptionIndex: correctIndexes(question)[0], ...penaltyOf(question) },
        },
        ignored: [],
      };
    case 'multiple_choice':
      return {
        body: { content: choiceContent(question), key: { correctOptionIndexes: correctIndexes(question) } },
        ignored: ignoredPenalty(question),
      };
    case 'true_false':
      return {
        body: { content: {}, key: { correct: question.correct, ...penaltyOf(question) } },
        ignored: [],
      };
    case 'numeric':
      return {
        body: { content: {}, key: { accepted: question.accepted } },
        ignored: ignoredPenalty(question),
      };
    case 'short_answer':
      return {
        body: {
          content: {},
          key: { accepted: question.accepted?.map(acceptedText), caseSensitive: question.caseSensitive },
        },
        ignored: ignoredPenalty(question),
      };
  }
}

function choiceContent(question: ImportedQuestion): object {
  return { options: question.options?.map(({ text }) => ({ text })), shuffleOptions: question.shuffle };
}

function correctIndexes(question: ImportedQuestion): number[] {
  return (question.options ?? []).flatMap((option, index) => (option.correct ? [index] : []));
}

function penaltyOf(question: ImportedQuestion): object {
  return question.wrongPenalty === undefined ? {} : { wrongPenalty: { points: question.wrongPenalty } };
}

function ignoredPenalty(question: ImportedQuestion): KindBody['ignored'] {
  if (question.wrongPenalty === undefined) return [];
  return [
    {
      code: 'penalty_ignored',
      message:
        'Only questions with one right option, and true or false, take points off; the penalty is left out.',
      meaning: 'penalty',
    },
  ];
}

/** A share read by a parser is a binary number: twelve decimals are what a key takes. */
function acceptedText(accepted: ImportedAccepted): unknown {
  if (!('text' in accepted)) return accepted;
  const fraction = accepted.fraction.toFixed(12).replace(/\.?0+$/, '');
  return { text: accepted.text, fraction };
}
