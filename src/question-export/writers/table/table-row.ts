import { Rational } from '../../../common/exact/rational.js';
import type { AcceptedNumber } from '../../../questions/kinds/accepted-number.js';
import type { AcceptedText, ShortAnswerKey } from '../../../questions/kinds/short-answer.js';
import type { WrongPenalty } from '../../../questions/kinds/wrong-penalty.js';
import { plainNumber, product } from '../exact-number.js';
import { correctIndexes, type ExportedQuestion, type NumericQuestion } from '../exported-question.js';
import type { WriterLoss } from '../question-writer.js';

/** One question as cells by the names of their columns; a column that is not named is blank. */
export interface TableRow {
  readonly cells: Readonly<Record<string, string>>;
  readonly options: readonly string[];
  readonly losses: readonly WriterLoss[];
}

export function tableRow(question: ExportedQuestion): TableRow {
  const { cells, options = [], losses = [] } = kindCells(question);
  return {
    options,
    losses,
    cells: {
      external_id: question.externalId ?? '',
      type: question.kind,
      title: question.title ?? '',
      question: question.text,
      points: plainNumber(question.points).text,
      explanation: question.explanation ?? '',
      category: question.category ?? '',
      tags: tagCell(question.tags),
      difficulty: question.difficulty ?? '',
      time_limit_seconds: question.timeLimitSeconds === null ? '' : String(question.timeLimitSeconds),
      assay_id: question.id,
      ...cells,
    },
  };
}

interface KindCells {
  readonly cells: Readonly<Record<string, string>>;
  readonly options?: readonly string[];
  readonly losses?: readonly WriterLoss[];
}

function kindCells(question: ExportedQuestion): KindCells {
  switch (question.kind) {
    case 'single_choice':
      return {
        options: question.content.options.map(({ text }) => text),
        cells: {
          correct: correctIndexes(question).map(letter).join(';'),
          shuffle_options: truth(question.content.shuffleOptions),
          penalty: penaltyCell(question.key.wrongPenalty),
        },
      };
    case 'multiple_choice':
      return {
        options: question.content.options.map(({ text }) => text),
        cells: {
          correct: correctIndexes(question).map(letter).join(';'),
          shuffle_options: truth(question.content.shuffleOptions),
          scoring: question.key.scoring === 'all_or_nothing' ? '' : question.key.scoring,
          maximum_selections: String(question.content.maximumSelections ?? ''),
        },
      };
    case 'true_false':
      return {
        cells: { correct: truth(question.key.correct), penalty: penaltyCell(question.key.wrongPenalty) },
      };
    case 'numeric':
      return numericCells(question);
    case 'short_answer':
      return shortAnswerCells(question.key);
  }
}

function letter(index: number): string {
  return String.fromCharCode(65 + index);
}

function truth(value: boolean): string {
  return value ? 'TRUE' : 'FALSE';
}

function penaltyCell(penalty: WrongPenalty | undefined): string {
  if (penalty === undefined) return '';
  if ('automatic' in penalty) return 'automatic';
  return 'points' in penalty ? penalty.points : `${penalty.fraction} of points`;
}

function numericCells({ content, key }: NumericQuestion): KindCells {
  const tolerance = commonTolerance(key.accepted);
  const notShort = key.accepted.some((accepted) =>
    numbersOf(accepted).some((text) => !plainNumber(text).isShort),
  );
  return {
    cells: {
      correct: key.accepted.map((accepted) => numberCell(accepted, tolerance !== undefined)).join('|'),
      tolerance: tolerance ?? '',
      unit: content.unit ?? '',
      decimal_separator: content.decimalSeparator === 'comma' ? 'comma' : '',
      answer_shares: sharesCell(key.accepted),
    },
    losses: notShort
      ? [
          {
            code: 'long_number',
            message: 'A number has more than 30 digits; the import of tables does not take it back.',
          },
        ]
      : [],
  };
}

function numbersOf(accepted: AcceptedNumber): string[] {
  if ('min' in accepted) return [accepted.min, accepted.max];
  const { tolerance } = accepted;
  return [accepted.value, ...(tolerance === undefined ? [] : Object.values(tolerance))];
}

/** The one that all answers have, so that the common case fills the two columns that everybody knows. */
function commonTolerance(accepted: readonly AcceptedNumber[]): string | undefined {
  const tolerances = accepted.map((one) =>
    'value' in one && one.tolerance !== undefined && 'absolute' in one.tolerance
      ? plainNumber(one.tolerance.absolute).text
      : undefined,
  );
  return tolerances.every((one) => one === tolerances[0]) ? tolerances[0] : undefined;
}

function numberCell(accepted: AcceptedNumber, hasColumn: boolean): string {
  const plain = (text: string): string => plainNumber(text).text;
  if ('min' in accepted) return `${plain(accepted.min)}..${plain(accepted.max)}`;
  const { significantFigures, decimalPlaces, tolerance } = accepted;
  const value = plain(accepted.value);
  if (significantFigures !== undefined) return `${value} (${significantFigures} significant figures)`;
  if (decimalPlaces !== undefined) return `${value} (${decimalPlaces} decimal places)`;
  if (tolerance === undefined || hasColumn) return value;
  return 'absolute' in tolerance
    ? `${value} ± ${plain(tolerance.absolute)}`
    : `${value} ± ${product(tolerance.relative, '100')} %`;
}

function sharesCell(accepted: readonly { readonly fraction: string }[]): string {
  return accepted.every(({ fraction }) => fraction === '1')
    ? ''
    : accepted.map(({ fraction }) => fraction).join('|');
}

/** More, and a spreadsheet program cuts the cell. */
const longestCell = 32_000;

function shortAnswerCells(key: ShortAnswerKey): KindCells {
  const accepted = withoutRepeats(key.accepted);
  const texts = accepted.map(({ text }) => text);
  const list = texts.join('|');
  const fitsOneCell = list.length <= longestCell && texts.every((text) => !/[|\n]/.test(text));
  const settings = [
    key.compatibility && 'compatibility',
    key.ignoreDiacritics && 'ignore_diacritics',
    key.ignorePunctuation && 'ignore_punctuation',
    key.turkishLetters && 'turkish_letters',
  ];
  return {
    options: fitsOneCell ? [] : texts,
    cells: {
      correct: fitsOneCell ? list : '',
      case_sensitive: truth(key.caseSensitive),
      answer_shares: sharesCell(accepted),
      comparison: settings.filter((name) => name !== false).join(';'),
    },
  };
}

/** The import takes a text once; of two with one text the better counts anyway. */
function withoutRepeats(accepted: readonly AcceptedText[]): readonly AcceptedText[] {
  const best = new Map<string, AcceptedText>();
  for (const one of accepted) {
    const other = best.get(one.text);
    if (other === undefined || isLess(other.fraction, one.fraction)) best.set(one.text, one);
  }
  return [...best.values()];
}

function isLess(left: string, right: string): boolean {
  return Rational.fromText(left).compare(Rational.fromText(right)) < 0;
}

function tagCell(tags: readonly string[]): string {
  if (tags.some((tag) => /[;|\n"]/.test(tag))) {
    return tags.map((tag) => `"${tag.replaceAll('"', '""')}"`).join(';');
  }
  // A comma separates where there is no semicolon.
  return tags.length === 1 && tags[0]?.includes(',') ? `${tags[0]};` : tags.join(';');
}
