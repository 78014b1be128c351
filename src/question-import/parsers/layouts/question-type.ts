import type { ImportedKind } from '../imported-question.js';
import { shorten } from './answer-cell.js';
import { readDecimal } from './decimal-text.js';
import type { QuestionRow } from './question-row.js';
import { looseChoiceWords, typeSynonyms } from './type-words.js';
import { isPlainTruthWord, normaliseWords, truthValue } from './words.js';

/** What kind of question a row is, and whether its author chose that kind expressly. */
export interface RowKind {
  readonly kind: ImportedKind;
  /** "multiple choice" leaves open whether several answers may be right. */
  readonly isLooseChoice: boolean;
}

const kindByWord = new Map<string, ImportedKind>();
for (const kind of Object.keys(typeSynonyms) as (keyof typeof typeSynonyms)[]) {
  for (const word of typeSynonyms[kind]) {
    const words = normaliseWords(word);
    // "multiple choice" stands among the words for one right answer, which come first.
    if (!kindByWord.has(words)) {
      kindByWord.set(words, kind);
    }
  }
}
const looseWords = new Set(looseChoiceWords.map(normaliseWords));

/** So many answers must tell that the few others of a column are slips. */
const fewestTruthWords = 5;

/** Decides what untyped rows without options are: the answers of a column are truth values, numbers or texts. */
export function kindOfPlainAnswers(rows: readonly QuestionRow[], hasTruthHeader: boolean): ImportedKind {
  let answers = 0;
  let truths = 0;
  let plainTruths = 0;
  let numbers = 0;
  for (const row of rows) {
    const answer =
      row.text('type') === '' && row.options().length === 0 && row.wrongAnswers().length === 0
        ? row.correctText()
        : '';
    if (answer !== '') {
      answers += 1;
      truths += truthValue(answer) === undefined ? 0 : 1;
      plainTruths += isPlainTruthWord(answer) ? 1 : 0;
      numbers += readDecimal(answer).ok ? 1 : 0;
    }
  }
  const isMostlyTruth = plainTruths >= fewestTruthWords && plainTruths >= answers * 0.8;
  if (answers > 0 && (plainTruths === answers || (hasTruthHeader && truths * 2 > answers) || isMostlyTruth)) {
    return 'true_false';
  }
  return answers > 0 && numbers === answers ? 'numeric' : 'short_answer';
}

const longestType = 100;

/** Reads the type cell, or infers the kind from the row; an unknown type is reported. */
export function rowKind(row: QuestionRow, plainAnswers: ImportedKind): RowKind | undefined {
  const cell = row.text('type');
  if (cell === '') {
    const hasOptions = row.options().length > 0 || row.wrongAnswers().length > 0;
    return { kind: hasOptions ? 'single_choice' : plainAnswers, isLooseChoice: true };
  }
  // The template writes multiple_choice; form builders mean one right answer by MULTIPLE_CHOICE.
  if (cell === 'multiple_choice') {
    return { kind: cell, isLooseChoice: false };
  }
  const words = cell.length > longestType ? '' : normaliseWords(cell);
  const kind = kindByWord.get(words) ?? kindByWord.get(words.replace(/ ?\(.*\)$/, ''));
  return kind === undefined ? undefined : { kind, isLooseChoice: looseWords.has(words) };
}

export function reportUnsupportedType(row: QuestionRow): void {
  row.error(
    'unsupported_type',
    `Questions of the type "${shorten(row.text('type'))}" cannot be imported from a table. Use single_choice, multiple_choice, true_false, numeric or short_answer.`,
    row.columnOf('type'),
  );
}
