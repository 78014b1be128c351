import type { ExportedQuestion } from '../exported-question.js';

const plain = {
  id: '',
  position: 0,
  title: null,
  points: '1',
  explanation: null,
  externalId: null,
  category: null,
  tags: [],
  difficulty: null,
  timeLimitSeconds: null,
} as const;

function options(...texts: string[]): { id: string; text: string }[] {
  return texts.map((text, index) => ({ id: String(index), text }));
}

/** One row of each kind, for a person to write over; between them they fill every column. */
export const sampleQuestions: readonly ExportedQuestion[] = [
  {
    ...plain,
    kind: 'single_choice',
    externalId: 'SAMPLE-1',
    title: 'Notice period',
    text: 'An employee resigns on 1 March with four weeks of notice. What is the last working day?',
    content: { options: options('28 February', '29 March', '1 April', '30 April'), shuffleOptions: false },
    key: { correctOptionId: '1', wrongPenalty: { points: '0.5' } },
    points: '2',
    explanation: 'Four weeks are 28 days.',
    category: 'Labour law/Basics',
    tags: ['law', 'deadlines'],
    difficulty: 'easy',
    timeLimitSeconds: 60,
  },
  {
    ...plain,
    kind: 'multiple_choice',
    externalId: 'SAMPLE-2',
    text: 'Which of these belong on a pay slip?',
    content: {
      options: options('Gross pay', 'Favourite colour', 'Tax deducted', 'Net pay', 'Shoe size'),
      shuffleOptions: true,
      maximumSelections: 4,
    },
    key: { correctOptionIds: ['0', '2', '3'], scoring: 'balanced' },
    points: '3',
    category: 'Payroll',
  },
  {
    ...plain,
    kind: 'true_false',
    externalId: 'SAMPLE-3',
    text: 'Overtime must be agreed in writing in every country of the world.',
    content: {},
    key: { correct: false },
    explanation: 'It depends on the country.',
  },
  {
    ...plain,
    kind: 'numeric',
    externalId: 'SAMPLE-4',
    text: 'A gross salary of 4000 is taxed at 17.5 percent. What is left?',
    content: { unit: 'EUR', decimalSeparator: 'point' },
    key: { accepted: [{ value: '3300', tolerance: { absolute: '0.5' }, fraction: '1' }] },
    points: '2',
  },
  {
    ...plain,
    kind: 'short_answer',
    externalId: 'SAMPLE-5',
    text: 'Which word names the place where a river meets the sea?',
    content: {},
    key: {
      accepted: [
        { text: 'estuary', fraction: '1' },
        { text: 'mouth', fraction: '0.5' },
      ],
      caseSensitive: false,
      compatibility: false,
      ignoreDiacritics: true,
      ignorePunctuation: false,
      turkishLetters: false,
    },
  },
];
