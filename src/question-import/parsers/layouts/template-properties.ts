import { comparisonSettings, type ComparisonSetting, type ImportedQuestion } from '../imported-question.js';
import { shorten } from './answer-cell.js';
import type { PlainMeaning } from './header-meaning.js';
import type { QuestionRow } from './question-row.js';

type TemplateProperties = Pick<
  ImportedQuestion,
  'scoring' | 'maxSelections' | 'comparison' | 'unit' | 'decimalSeparator'
>;

const scorings = ['all_or_nothing', 'balanced', 'right_minus_wrong', 'per_option'] as const;
const decimalSeparators = ['point', 'comma'] as const;

/** The columns of the template that say how an answer is judged; tables of other origin hardly have them. */
export function templateProperties(row: QuestionRow): TemplateProperties {
  const scoring = wordOf(row, 'scoring', scorings);
  const maxSelections = maximumSelections(row);
  const comparison = comparisonOf(row);
  const unit = row.optionalText('unit');
  const decimalSeparator = wordOf(row, 'decimal_separator', decimalSeparators);
  return {
    ...(scoring !== undefined && { scoring }),
    ...(maxSelections !== undefined && { maxSelections }),
    ...(comparison !== undefined && { comparison }),
    ...(unit !== undefined && { unit }),
    ...(decimalSeparator !== undefined && { decimalSeparator }),
  };
}

function wordOf<Word extends string>(
  row: QuestionRow,
  meaning: PlainMeaning,
  words: readonly Word[],
): Word | undefined {
  const cell = row.text(meaning);
  const word = wordIn(cell, words);
  if (cell !== '' && word === undefined) {
    reportUnknownWord(row, meaning, cell, words);
  }
  return word;
}

function wordIn<Word extends string>(cell: string, words: readonly Word[]): Word | undefined {
  const plain = cell
    .trim()
    .toLowerCase()
    .replace(/[\s\-_]+/g, '_');
  return words.find((word) => word === plain);
}

function reportUnknownWord(
  row: QuestionRow,
  meaning: PlainMeaning,
  cell: string,
  words: readonly string[],
): void {
  row.error(
    'unknown_value',
    `"${shorten(cell)}" is not known here. Write one of: ${words.join(', ')}.`,
    row.columnOf(meaning),
  );
}

function maximumSelections(row: QuestionRow): number | undefined {
  const cell = row.text('maximum_selections');
  if (cell === '') {
    return undefined;
  }
  const digits = /^(\d{1,3})(?:[.,]0+)?$/.exec(cell)?.[1];
  if (digits === undefined) {
    row.error(
      'bad_number',
      `"${shorten(cell)}" is not a whole number of options.`,
      row.columnOf('maximum_selections'),
    );
    return undefined;
  }
  return Number(digits);
}

function comparisonOf(row: QuestionRow): readonly ComparisonSetting[] | undefined {
  const cells = row
    .text('comparison')
    .split(/[;,|\n]/)
    .map((text) => text.trim())
    .filter((text) => text !== '');
  const settings = new Set<ComparisonSetting>();
  for (const cell of cells) {
    const setting = wordIn(cell, comparisonSettings);
    if (setting === undefined) {
      reportUnknownWord(row, 'comparison', cell, comparisonSettings);
    } else {
      settings.add(setting);
    }
  }
  return settings.size === 0 ? undefined : [...settings];
}
