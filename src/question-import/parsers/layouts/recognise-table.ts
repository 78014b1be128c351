import type { TextRow, TextTable } from '../text-table.js';
import type { GivenMeanings } from './header-candidates.js';
import { findHeaderRow, isQuestionHeader, readHeader, type HeaderRow } from './header-row.js';
import { tableLayouts } from './named/index.js';
import { recordLayouts } from './records/index.js';
import type { RecordLayout } from './records/record-layout.js';
import type { HeaderCells, LayoutTraits } from './table-layout.js';
import { normaliseWords } from './words.js';

/** A table with a header row, of a named layout or of none. */
export interface RecognisedTable {
  readonly kind: 'table';
  /** "Kahoot template". */
  readonly name: string;
  readonly header: HeaderRow;
  readonly traits: LayoutTraits;
}

/** Lines without a header row, each of which says itself what it is. */
export interface RecognisedRecords {
  readonly kind: 'records';
  readonly layout: RecordLayout;
}

/** A sheet that may be the one to read, and what was recognised in it. */
export interface Sheet {
  readonly table: TextTable;
  readonly recognised: RecognisedTable | RecognisedRecords | undefined;
}

const plainName = 'Question table';

/** Named layouts first, the meanings of header texts second. */
export function recogniseTable(
  rows: readonly TextRow[],
  searchedRows: number,
): RecognisedTable | RecognisedRecords | undefined {
  const first = rows.filter(({ row }) => row <= searchedRows);
  const records = recordLayouts.find((layout) => layout.recognise(first));
  if (records !== undefined) {
    return { kind: 'records', layout: records };
  }
  for (const [index, row] of first.entries()) {
    const named = namedTable(row, first.slice(0, index));
    if (named !== undefined && isQuestionHeader(named.header)) {
      return named;
    }
  }
  const header = findHeaderRow(first, searchedRows);
  return header && { kind: 'table', name: plainName, header, traits: {} };
}

/** The table as a person maps it: the row is the header, and what is given goes before what its texts say. */
export function tableWithHeader(
  rows: readonly TextRow[],
  headerRow: TextRow,
  given: GivenMeanings,
): RecognisedTable {
  const above = rows.filter(({ row }) => row < headerRow.row);
  return (
    namedTable(headerRow, above, given) ?? {
      kind: 'table',
      name: plainName,
      header: readHeader(headerRow, given),
      traits: {},
    }
  );
}

function namedTable(
  row: TextRow,
  above: readonly TextRow[],
  given: GivenMeanings = new Map(),
): RecognisedTable | undefined {
  const header: HeaderCells = {
    words: row.cells.map((cell) => normaliseWords(cell.slice(0, 300))),
    row,
    above,
  };
  for (const { name, recognise } of tableLayouts) {
    const traits = recognise(header);
    if (traits !== undefined) {
      const meanings: GivenMeanings = new Map([...(traits.given ?? []), ...given]);
      return { kind: 'table', name, header: readHeader(row, meanings), traits };
    }
  }
  return undefined;
}
