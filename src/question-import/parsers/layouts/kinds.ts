import type { ImportedKind } from '../imported-question.js';
import { convertChoice } from './kind-choice.js';
import { convertEssay } from './kind-essay.js';
import { convertMatching } from './kind-matching.js';
import { convertNumeric } from './kind-numeric.js';
import { convertOrdering } from './kind-ordering.js';
import { convertShortAnswer } from './kind-short-answer.js';
import { convertTrueFalse } from './kind-true-false.js';
import type { KindContent } from './kind-content.js';
import type { QuestionRow } from './question-row.js';
import { reportUnsupportedType, type RowKind } from './question-type.js';
import type { RowReading } from './row-reading.js';

type Converter = (row: QuestionRow, kind: RowKind, reading: RowReading) => KindContent | undefined;

const converters: Readonly<Record<ImportedKind, Converter>> = {
  single_choice: convertChoice,
  multiple_choice: convertChoice,
  true_false: convertTrueFalse,
  short_answer: convertShortAnswer,
  numeric: convertNumeric,
  matching: convertMatching,
  ordering: convertOrdering,
  essay: convertEssay,
  // A table has no place for the gaps of a text, nor for text without a question.
  cloze: notInTables,
  info: notInTables,
};

function notInTables(row: QuestionRow): undefined {
  reportUnsupportedType(row);
  return undefined;
}

export const convertKind: Converter = (row, kind, reading) => converters[kind.kind](row, kind, reading);
