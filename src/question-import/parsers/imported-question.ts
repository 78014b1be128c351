/**
 * The neutral form that every parser returns, whatever file it read. It names more kinds than the product
 * offers, so that a parser never has to drop what it understood: the preview says what cannot be kept.
 */
export type ImportedKind =
  | 'single_choice'
  | 'multiple_choice'
  | 'true_false'
  | 'short_answer'
  | 'numeric'
  | 'matching'
  | 'ordering'
  | 'cloze'
  | 'essay';

export interface ImportedOption {
  readonly text: string;
  readonly correct: boolean;
}

/** Decimal numbers are texts, as read: `"17.5"`, never a binary floating-point number. */
export type ImportedAccepted =
  | { readonly text: string; readonly fraction: number }
  | { readonly value: string; readonly tolerance?: { readonly absolute: string } }
  | { readonly min: string; readonly max: string };

export interface ImportedQuestion {
  readonly kind: ImportedKind;
  readonly text: string;
  readonly title?: string;
  readonly externalId?: string;
  readonly points?: string;
  /** Points (not a fraction) lost by a wrong answer. */
  readonly wrongPenalty?: string;
  readonly options?: readonly ImportedOption[];
  readonly correct?: boolean;
  readonly accepted?: readonly ImportedAccepted[];
  readonly caseSensitive?: boolean;
  readonly pairs?: readonly { readonly stem: string; readonly choice: string }[];
  readonly distractors?: readonly string[];
  readonly order?: readonly string[];
  readonly shuffle?: boolean;
  readonly explanation?: string;
  readonly category?: string;
  readonly tags?: readonly string[];
  readonly difficulty?: string;
  readonly timeLimitSeconds?: number;
  /** Whether the form may be sent without an answer, as form builders export it. */
  readonly required?: boolean;
}

/** Rows and columns are counted as a spreadsheet shows them: from 1, the header included. */
export interface ImportProblem {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly message: string;
  readonly sheet?: string;
  readonly row?: number;
  /** The header text of the column, or its letter where it has none. */
  readonly column?: string;
  /** With `duplicate_question`: where the same question stands first. */
  readonly duplicateOfRow?: number;
}

export interface ImportedRow {
  readonly sheet?: string;
  readonly row: number;
  /** Absent where an error on this row kept it from becoming a question. */
  readonly question?: ImportedQuestion;
}

/** One column of the header row and how it was understood, for a preview and for mapping by hand. */
export interface RecognisedColumn {
  /** As a spreadsheet names it: "A", "B", … "AA". */
  readonly letter: string;
  readonly header: string;
  /** Absent where the header is unknown: such a column is left out. */
  readonly meaning?: string;
}

/** One visible sheet of a workbook. */
export interface SheetSummary {
  readonly name: string;
  readonly hasHeader: boolean;
  readonly used: boolean;
}

export interface ParsedFile {
  readonly format: 'csv' | 'xlsx';
  /** How the layout was recognised, in words a person understands. */
  readonly layout: string;
  readonly rows: readonly ImportedRow[];
  /** Capped: errors come before warnings when there are too many, see `problemCounts` for the true numbers. */
  readonly problems: readonly ImportProblem[];
  readonly problemCounts: { readonly errors: number; readonly warnings: number };
  readonly columns: readonly RecognisedColumn[];
  /** For workbooks only. */
  readonly sheets?: readonly SheetSummary[];
}
