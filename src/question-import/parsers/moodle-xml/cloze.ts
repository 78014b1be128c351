import { Rational } from '../../../common/exact/rational.js';
import { toShortDecimal } from '../../../common/exact/decimal.js';
import type { ImportedGap, ImportedQuestion } from '../imported-question.js';
import { readNumberAnswer } from '../weighted/number-answer.js';
import { readPercent } from '../weighted/percent.js';
import { shortened, type WeightedAnswer } from '../weighted/weighted-answer.js';
import { weightedChoice } from '../weighted/weighted-options.js';
import { weightedNumbers, weightedTexts } from '../weighted/weighted-texts.js';
import { readClozeText, type ClozeGap } from './cloze-gaps.js';
import type { QuestionReader } from './question-reader.js';

/** A text with gaps, which earns the weights of its gaps whatever else the file says. */
export function readCloze(reader: QuestionReader): ImportedQuestion {
  const { text, gaps, isTooLong } = readClozeText(reader.questionSource());
  if (isTooLong) {
    reader.draft.error(
      'too_many_gaps',
      'The text has more gaps, or more answers to them, than a question may have.',
    );
  }
  if (gaps.length === 0) {
    reader.draft.error('no_gaps', 'The text has no gap such as {1:SHORTANSWER:=answer}.');
  }
  const points = Rational.sum(gaps.map(({ weight }) => Rational.fromNumber(weight)));
  return {
    ...reader.question(text),
    kind: 'cloze',
    points: toShortDecimal(points, 4),
    gaps: gaps.flatMap((gap, index) => readGap(gap, index + 1, reader) ?? []),
  };
}

function readGap(gap: ClozeGap, number: number, reader: QuestionReader): ImportedGap | undefined {
  const { draft } = reader;
  const { kind, weight } = gap;
  if (kind === 'unclosed') {
    draft.error('unclosed_gap', `Gap ${number} has no closing brace }.`);
    return undefined;
  }
  if (kind === 'unknown') {
    draft.error('unsupported_gap', `Gap ${number} is of the type "${gap.type}", which cannot be imported.`);
    return undefined;
  }
  if (kind === 'select') {
    const { options = [] } = weightedChoice(answersOf(gap, number, reader), 'single', draft);
    return { kind, weight, options };
  }
  const answers = answersOf(gap, number, reader);
  const { accepted = [], wildcards } =
    kind === 'numeric'
      ? weightedNumbers(answers, draft, (answer) => readNumberAnswer(answer, draft))
      : weightedTexts(answers, draft);
  if (wildcards === true) {
    draft.loses('wildcards', 'A * in the answer to a gap stands for any characters in Moodle.');
  }
  return { kind, weight, accepted, ...(gap.caseSensitive ? { caseSensitive: true } : {}) };
}

function answersOf(gap: ClozeGap, number: number, reader: QuestionReader): WeightedAnswer[] {
  return gap.answers.map(({ text, percent, feedback }) => {
    const fraction = readPercent(percent);
    if (fraction === undefined) {
      reader.draft.error(
        'bad_weight',
        `The weight %${shortened(percent)}% in gap ${number} is no percentage from -100 to 100.`,
      );
    }
    const shown = feedback === '' ? '' : reader.piece(feedback);
    return {
      text: reader.piece(text),
      fraction: fraction ?? 0,
      ...(shown === '' ? {} : { feedback: shown }),
    };
  });
}
