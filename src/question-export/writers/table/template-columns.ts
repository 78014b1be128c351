/** A column of the template, as the second sheet of the workbook explains it. */
export interface TemplateColumn {
  readonly name: string;
  readonly explanation: string;
  /** What may stand there, in words or as examples. */
  readonly values: string;
  /** Offered as a drop-down. */
  readonly choices?: readonly string[];
  /** Of a cell, in characters; 12 where left out. */
  readonly width?: number;
  /** Numbers to calculate with. */
  readonly isNumber?: boolean;
}

const truth = ['TRUE', 'FALSE'] as const;

const beforeOptions: readonly TemplateColumn[] = [
  {
    name: 'external_id',
    explanation: 'How the question is called in another system.',
    values: 'Any text of up to 200 characters',
  },
  {
    name: 'type',
    explanation: 'The kind of question.',
    values: 'single_choice, multiple_choice, true_false, numeric or short_answer',
    choices: ['single_choice', 'multiple_choice', 'true_false', 'numeric', 'short_answer'],
    width: 16,
  },
  {
    name: 'title',
    explanation: 'A short name, which only members see.',
    values: 'One line of up to 200 characters',
    width: 20,
  },
  {
    name: 'question',
    explanation: 'What the candidate reads. The only column that must be filled in besides the right answer.',
    values: 'Plain text of up to 10,000 characters; line breaks are kept',
    width: 50,
  },
];

const optionExplanation: Omit<TemplateColumn, 'name'> = {
  explanation:
    'Of a choice: one option in each column, 2 to 20; more columns option_11, option_12 and so on may follow. Of a short answer: an accepted text in each column, where the texts hold | or line breaks.',
  values: 'Plain text of up to 2,000 characters',
  width: 18,
};

const afterOptions: readonly TemplateColumn[] = [
  {
    name: 'correct',
    explanation:
      'The right answer. Of a choice: the letter or number of the option, several separated by ; of a short answer: the accepted texts, separated by | of a number: the number or a range, several separated by |',
    values:
      'B, or A;C, or 2; TRUE or FALSE; 42, 20..40, 42 ± 0.5, 42 ± 5 %, 42 (2 decimal places), 42 (3 significant figures); colour|color',
    width: 16,
  },
  {
    name: 'points',
    explanation: 'What the right answer earns.',
    values: '0 to 10000; left out: 1',
    isNumber: true,
  },
  {
    name: 'penalty',
    explanation: 'What a wrong answer costs, of single_choice and true_false.',
    values:
      '0.5 are points, 1/3 of points is a share of them, automatic is 1 / (options - 1); left out: nothing',
  },
  {
    name: 'tolerance',
    explanation: 'How far a number may be from the right one, for each number in the column correct.',
    values: '0.5; left out: exactly the number',
  },
  {
    name: 'case_sensitive',
    explanation: 'Whether capital letters matter in a short answer.',
    values: 'TRUE or FALSE; left out: FALSE',
    choices: truth,
  },
  {
    name: 'shuffle_options',
    explanation: 'Whether each candidate sees the options of a choice in another order.',
    values: 'TRUE or FALSE; left out: TRUE',
    choices: truth,
  },
  {
    name: 'explanation',
    explanation: 'Why the right answer is right.',
    values: 'Plain text of up to 10,000 characters',
    width: 30,
  },
  {
    name: 'category',
    explanation: 'Where the question belongs.',
    values: 'A path such as Payroll/Basics',
    width: 20,
  },
  {
    name: 'tags',
    explanation: 'Words to find the question by.',
    values: 'Separated by ; all in quotation marks where one holds such a sign: "a;b";"c"',
    width: 18,
  },
  {
    name: 'difficulty',
    explanation: 'How hard the question is.',
    values: 'easy, medium, hard or any other word',
  },
  {
    name: 'time_limit_seconds',
    explanation: 'A recommendation to the candidate.',
    values: 'Whole seconds, 1 to 86400',
    isNumber: true,
  },
  {
    name: 'scoring',
    explanation: 'How a multiple choice is scored.',
    values:
      'all_or_nothing: exactly the right options. balanced: share of the right ones picked, less that of the wrong ones. right_minus_wrong, per_option: see the handbook. Left out: all_or_nothing',
    choices: ['all_or_nothing', 'balanced', 'right_minus_wrong', 'per_option'],
    width: 16,
  },
  {
    name: 'maximum_selections',
    explanation: 'How many options of a multiple choice may be picked.',
    values: 'A whole number, not below the number of right options; left out: any number',
  },
  {
    name: 'answer_shares',
    explanation: 'What each accepted number or text earns, in the order of the column correct.',
    values: '1|0.5|1/3; left out: each earns all points',
  },
  {
    name: 'comparison',
    explanation: 'Further settings by which short answers are compared.',
    values: 'Any of compatibility, ignore_diacritics, ignore_punctuation, turkish_letters, separated by ;',
    width: 16,
  },
  {
    name: 'unit',
    explanation: 'Stands behind the field of a number.',
    values: 'km, or any text of up to 50 characters',
  },
  {
    name: 'decimal_separator',
    explanation:
      'How the candidate writes a number. In this table, numbers are written with a point or a comma.',
    values: 'point or comma; left out: point',
    choices: ['point', 'comma'],
  },
];

/** In exports only. It tells the import that the file is one, so that it takes the marks against formulas away again. */
const idColumn: TemplateColumn = {
  name: 'assay_id',
  explanation: 'How the question is called here; the import does not read it.',
  values: 'Leave as it is',
};

/** @param options the number of option columns */
export function templateColumns(options: number): readonly TemplateColumn[] {
  const optionColumns = Array.from({ length: options }, (_, index) => ({
    ...optionExplanation,
    name: `option_${index + 1}`,
  }));
  return [...beforeOptions, ...optionColumns, ...afterOptions];
}

export function exportColumns(options: number): readonly TemplateColumn[] {
  // First: a row is as long as its last cell with content, and the import counts cells.
  return [idColumn, ...templateColumns(options)];
}
