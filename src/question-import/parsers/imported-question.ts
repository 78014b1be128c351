import type { AnswerReading } from './read-settings.js';

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
  | 'essay'
  /** Text between questions, without an answer. */
  | 'info';

export interface ImportedOption {
  readonly text: string;
  readonly correct: boolean;
  /** Share of the points, from -1 to 1, where the file gives one. */
  readonly fraction?: number;
  readonly feedback?: string;
}

/** The share as written, `"1/3"`, where the file can say it exactly; `fraction` is then the number next to it. */
interface ExactShare {
  readonly share?: string;
}

/**
 * Decimal numbers are texts, as read: `"17.5"`, never a binary floating-point number. Of the ways to be near a value at
 * most one is set; a relative tolerance of "0.05" is 5 % of the value.
 */
export type ImportedAccepted = ExactShare &
  (
    | { readonly text: string; readonly fraction: number }
    | {
        readonly value: string;
        readonly tolerance?: { readonly absolute: string } | { readonly relative: string };
        readonly significantFigures?: number;
        readonly decimalPlaces?: number;
        readonly fraction?: number;
      }
    | { readonly min: string; readonly max: string; readonly fraction?: number }
  );

/** A gap of a `cloze` text, in which each one stands as `[[gap]]`. */
export interface ImportedGap {
  readonly kind: 'select' | 'text' | 'numeric';
  readonly weight: number;
  readonly options?: readonly ImportedOption[];
  readonly accepted?: readonly ImportedAccepted[];
  readonly caseSensitive?: boolean;
}

/** `weights`: the sum of the fractions of the picked options. `review`: by rules of the file that were not understood. */
export type ImportedScoring =
  | 'weights'
  | 'all_or_nothing'
  | 'balanced'
  | 'right_minus_wrong'
  | 'per_option'
  | 'exact'
  | 'position'
  | 'review';

export const comparisonSettings = [
  'compatibility',
  'ignore_diacritics',
  'ignore_punctuation',
  'turkish_letters',
] as const;
export type ComparisonSetting = (typeof comparisonSettings)[number];

export interface ImportedQuestion {
  readonly kind: ImportedKind;
  /** Plain text: a parser of a format with markup takes the markup out. */
  readonly text: string;
  /** How the file wrote the text, where that is not plain. */
  readonly textFormat?: 'html' | 'markdown';
  readonly title?: string;
  readonly externalId?: string;
  readonly points?: string;
  /** Points (not a fraction) lost by a wrong answer. */
  readonly wrongPenalty?: string;
  /** Or the share of the points lost, "1/3"; "automatic" is what makes blind guessing gain nothing. */
  readonly wrongPenaltyShare?: string;
  readonly options?: readonly ImportedOption[];
  readonly correct?: boolean;
  readonly accepted?: readonly ImportedAccepted[];
  readonly caseSensitive?: boolean;
  /** Names of further settings by which short answers are compared. */
  readonly comparison?: readonly ComparisonSetting[];
  /** A `*` in an accepted text stands for any characters. */
  readonly wildcards?: boolean;
  /** Factor of each unit to the base unit. */
  readonly units?: Readonly<Record<string, string>>;
  /** Shown behind the field of a number. */
  readonly unit?: string;
  readonly decimalSeparator?: 'point' | 'comma';
  /** Share of the points that a wrong unit costs. */
  readonly unitPenalty?: number;
  readonly gaps?: readonly ImportedGap[];
  readonly scoring?: ImportedScoring;
  readonly maxSelections?: number;
  readonly pairs?: readonly { readonly stem: string; readonly choice: string }[];
  readonly distractors?: readonly string[];
  readonly order?: readonly string[];
  readonly shuffle?: boolean;
  readonly explanation?: string;
  readonly feedbackRight?: string;
  readonly feedbackWrong?: string;
  /** What a person who scores by hand should look for. */
  readonly graderInfo?: string;
  /** Files that the text refers to, by name. */
  readonly attachments?: readonly string[];
  readonly section?: string;
  /** What the file calls the item, where that is not its external id. */
  readonly identifier?: string;
  readonly category?: string;
  readonly tags?: readonly string[];
  readonly difficulty?: string;
  readonly timeLimitSeconds?: number;
  /** Whether the form may be sent without an answer, as form builders export it. */
  readonly required?: boolean;
}

/**
 * Rows and columns are counted as a spreadsheet shows them: from 1, the header included. In formats that are no tables,
 * `row` counts the questions from 1, and `line`, `title` or `identifier` say where they stand.
 *
 * A `loss` is something that the file holds and Assay has no place for: the question comes in without it.
 */
export interface ImportProblem {
  readonly severity: 'error' | 'warning' | 'loss';
  readonly code: string;
  readonly message: string;
  readonly sheet?: string;
  readonly row?: number;
  /** Line of the file, from 1. */
  readonly line?: number;
  readonly title?: string;
  readonly identifier?: string;
  /** The header text of the column, or its letter where it has none. */
  readonly column?: string;
  /** With `duplicate_question`: where the same question stands first. */
  readonly duplicateOfRow?: number;
}

export interface ImportedLoss {
  /** Stable, in snake case: `markup`, `attachment`, `hint` … */
  readonly code: string;
  /** A sentence that says what is left out. */
  readonly message: string;
}

export interface ImportedRow {
  readonly sheet?: string;
  /** Unique within its sheet; what it counts stands at `ImportProblem`. */
  readonly row: number;
  readonly line?: number;
  readonly title?: string;
  readonly identifier?: string;
  /** Absent where an error on this row kept it from becoming a question. */
  readonly question?: ImportedQuestion;
  /** What the file says of this question and `ImportedQuestion` cannot say. */
  readonly losses?: readonly ImportedLoss[];
  /** Of a table: the texts of the cells as read, corrections included, so that a person can put them right in place. */
  readonly cells?: readonly string[];
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

export const importFormats = ['csv', 'xlsx', 'gift', 'aiken', 'moodle_xml', 'qti'] as const;
export type ImportFormat = (typeof importFormats)[number];

export interface ParsedFile {
  readonly format: ImportFormat;
  /** How the layout was recognised, in words a person understands. */
  readonly layout: string;
  readonly rows: readonly ImportedRow[];
  /** Capped: errors come before warnings when there are too many, see `problemCounts` for the true numbers. */
  readonly problems: readonly ImportProblem[];
  readonly problemCounts: { readonly errors: number; readonly warnings: number };
  /** Of a table; empty for the other formats. */
  readonly columns: readonly RecognisedColumn[];
  /** For workbooks only. */
  readonly sheets?: readonly SheetSummary[];
  /** Of a table: the row that was taken for the header. Absent where none was found. */
  readonly headerRow?: number;
  /** Of a table with choice questions: how its right answers were read, or all readings that fit where a person must choose. */
  readonly answerReadings?: readonly AnswerReading[];
  /** Of a test that holds items: its title and time limit. */
  readonly testTitle?: string;
  readonly timeLimitSeconds?: number;
}
