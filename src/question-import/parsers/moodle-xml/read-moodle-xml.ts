import type { ParsedFile } from '../imported-question.js';
import type { ImportLimits } from '../limits.js';
import type { ReadOptions } from '../read-settings.js';

export function readMoodleXml(_bytes: Uint8Array, _limits: ImportLimits, _options: ReadOptions): ParsedFile {
  throw new Error('not written');
}
