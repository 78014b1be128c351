import { readFile } from 'node:fs/promises';
import { ImportRefused } from '../../src/question-import/parsers/import-refused.js';
import { parseQuestionFile } from '../../src/question-import/parsers/index.js';

/** What our own reader says to a file, run alone so that its memory is not that of another reader. */
export type Reading =
  | { readonly kind: 'read'; readonly format: string; readonly questions: number }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

export async function task(path: string): Promise<Reading> {
  const bytes = await readFile(path);
  try {
    const file = await parseQuestionFile(bytes);
    const questions = file.rows.filter((row) => row.question !== undefined).length;
    return { kind: 'read', format: file.format, questions };
  } catch (error) {
    if (error instanceof ImportRefused) {
      return { kind: 'refused', code: error.code, message: error.message };
    }
    throw error;
  }
}
