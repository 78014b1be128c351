import type { ExportedQuestion, ShortAnswerQuestion } from './exported-question.js';
import type { WriterLoss } from './question-writer.js';

/** Parts of a question that a format may have no place for. */
export type LosablePart =
  | 'title'
  | 'points'
  | 'explanation'
  | 'externalId'
  | 'category'
  | 'tags'
  | 'difficulty'
  | 'timeLimit'
  | 'fixedOrder'
  | 'shuffling'
  | 'maximumSelections'
  | 'wrongPenalty'
  | 'unit'
  | 'decimalComma'
  | 'caseSensitive'
  | 'comparison';

interface Part {
  readonly code: string;
  readonly message: string;
  /** Whether this question has the part, beyond what the format assumes anyway. */
  isGiven(question: ExportedQuestion): boolean;
}

const parts: Readonly<Record<LosablePart, Part>> = {
  title: {
    code: 'title',
    message: 'The title is left out.',
    isGiven: ({ title }) => title !== null,
  },
  points: {
    code: 'points',
    message: 'The points are left out: there, every question is worth 1.',
    isGiven: ({ points }) => Number(points) !== 1,
  },
  explanation: {
    code: 'explanation',
    message: 'The explanation is left out.',
    isGiven: ({ explanation }) => explanation !== null,
  },
  externalId: {
    code: 'external_id',
    message: 'The external id is left out.',
    isGiven: ({ externalId }) => externalId !== null,
  },
  category: {
    code: 'category',
    message: 'The category is left out.',
    isGiven: ({ category }) => category !== null,
  },
  tags: { code: 'tags', message: 'The tags are left out.', isGiven: ({ tags }) => tags.length > 0 },
  difficulty: {
    code: 'difficulty',
    message: 'The difficulty is left out.',
    isGiven: ({ difficulty }) => difficulty !== null,
  },
  timeLimit: {
    code: 'time_limit',
    message: 'The recommended time is left out.',
    isGiven: ({ timeLimitSeconds }) => timeLimitSeconds !== null,
  },
  fixedOrder: {
    code: 'option_order',
    message: 'That the options keep their order is left out: there, they are shuffled.',
    isGiven: (question) => 'shuffleOptions' in question.content && !question.content.shuffleOptions,
  },
  shuffling: {
    code: 'option_order',
    message: 'That the options are shuffled is left out.',
    isGiven: (question) => 'shuffleOptions' in question.content && question.content.shuffleOptions,
  },
  maximumSelections: {
    code: 'maximum_selections',
    message: 'How many options may be picked is left out: there, any number.',
    isGiven: ({ kind, content }) =>
      kind === 'multiple_choice' &&
      content.maximumSelections !== undefined &&
      content.maximumSelections < content.options.length,
  },
  wrongPenalty: {
    code: 'penalty',
    message: 'What a wrong answer costs is left out: there, nothing.',
    isGiven: ({ kind, key }) =>
      (kind === 'single_choice' || kind === 'true_false') && key.wrongPenalty !== undefined,
  },
  unit: {
    code: 'unit',
    message: 'The unit is left out.',
    isGiven: ({ kind, content }) => kind === 'numeric' && content.unit !== undefined,
  },
  decimalComma: {
    code: 'decimal_separator',
    message: 'That numbers are typed with a comma is left out.',
    isGiven: ({ kind, content }) => kind === 'numeric' && content.decimalSeparator === 'comma',
  },
  caseSensitive: {
    code: 'case_sensitive',
    message: 'That capital letters matter is left out: there, they do not.',
    isGiven: ({ kind, key }) => kind === 'short_answer' && key.caseSensitive,
  },
  comparison: {
    code: 'comparison',
    message:
      'How texts are compared is left out (compatibility, ignore_diacritics, ignore_punctuation, turkish_letters).',
    isGiven: (question) => question.kind === 'short_answer' && hasSettings(question),
  },
};

function hasSettings({ key }: ShortAnswerQuestion): boolean {
  return key.compatibility || key.ignoreDiacritics || key.ignorePunctuation || key.turkishLetters;
}

/** Those of the parts that this question has. */
export function lostParts(question: ExportedQuestion, lost: readonly LosablePart[]): WriterLoss[] {
  return lost
    .map((name) => parts[name])
    .filter((part) => part.isGiven(question))
    .map(({ code, message }) => ({ code, message }));
}

/** Where a format cannot say the question at all. */
export function notWritten(reason: string): WriterLoss {
  return { code: 'not_written', message: `The question is left out: ${reason}` };
}

export const roundedShare: WriterLoss = {
  code: 'rounded_share',
  message: 'A share of the points is no short percentage; it is written rounded to five decimals.',
};
