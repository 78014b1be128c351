import type { ImportedRow } from '../../imported-question.js';
import type { ProblemList } from '../../problem-list.js';
import type { TextRow, TextTable } from '../../text-table.js';

/** A table without a header row, in which the first cell of each line says what the line is. */
export interface RecordLayout {
  /** As people call it: "Blackboard upload file". */
  readonly name: string;
  /** Whether the first rows are of this layout. */
  readonly recognise: (firstRows: readonly TextRow[]) => boolean;
  /** Every fault is reported; a faulty question takes no other with it. */
  readonly read: (
    table: TextTable,
    problems: ProblemList,
    onProgress: (rowsRead: number) => void,
  ) => readonly ImportedRow[];
}
