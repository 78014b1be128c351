import type { DecidedColumn } from './answer-column.js';
import type { QuestionRow } from './question-row.js';
import type { RowKind } from './question-type.js';
import type { WeightScale } from './weight-columns.js';

export interface TypedRow {
  readonly row: QuestionRow;
  /** Absent where the type is unknown. */
  readonly kind: RowKind | undefined;
}

/** What is decided for a whole table before its first row becomes a question. */
export interface RowReading {
  readonly answers: DecidedColumn;
  readonly weightScale: WeightScale;
  /** Without one, choice questions have no right answer, which is said once. */
  readonly hasAnswerColumn: boolean;
}
