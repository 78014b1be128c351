import type { ParsedFile } from './parsers/imported-question.js';
import type { ImportRefusalCode } from './parsers/import-refused.js';
import type { ImportLimits } from './parsers/limits.js';
import type { CellCorrection, ReadSettings } from './parsers/read-settings.js';

/** What the thread is started with. */
export interface ParseRequest {
  readonly bytes: Uint8Array;
  readonly limits: Partial<ImportLimits>;
  readonly settings: ReadSettings;
  readonly corrections: readonly CellCorrection[];
}

/** What it says on the way, any number of times. */
export interface ParseProgress {
  readonly outcome: 'reading';
  readonly rowsRead: number;
}

/** What it answers, once. A refusal crosses the border as data, as classes do not survive the copy. */
export type ParseReply =
  | { readonly outcome: 'parsed'; readonly file: ParsedFile }
  | { readonly outcome: 'refused'; readonly code: ImportRefusalCode; readonly message: string };
