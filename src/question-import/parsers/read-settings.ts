/** How the column of right answers names options. */
export const answerReadings = ['letters', 'numbers', 'zero_based_numbers', 'texts'] as const;
export type AnswerReading = (typeof answerReadings)[number];

/**
 * What a person has decided about a table. Whatever is absent is decided by the reader. The same bytes, settings and
 * corrections always give the same result, so that a preview can be made anew at any time.
 */
export interface ReadSettings {
  /** Of a workbook: the name of the sheet to read. */
  readonly sheet?: string;
  /** The row that is the header, as the spreadsheet counts. */
  readonly headerRow?: number;
  /** Column letter to meaning (the keys of `columnMeanings`); null: leave the column out. Other columns: as recognised. */
  readonly columns?: Readonly<Record<string, string | null>>;
  readonly answerReading?: AnswerReading;
}

/** A cell that a person has put right in the preview. */
export interface CellCorrection {
  readonly sheet?: string;
  readonly row: number;
  /** Column letter. */
  readonly column: string;
  readonly text: string;
}

export interface ReadOptions {
  readonly settings?: ReadSettings;
  readonly corrections?: readonly CellCorrection[];
  /** Called now and then with the number of rows or questions read so far, never going back. */
  readonly onProgress?: (rowsRead: number) => void;
}
