import type { ImportedRow } from '../../imported-question.js';
import type { TextRow } from '../../text-table.js';
import { DuplicateFinder } from '../duplicates.js';
import { readBrightspaceQuestion } from './brightspace-question.js';
import { QuestionRecord } from './record.js';
import type { RecordLayout } from './record-layout.js';

/**
 * The CSV of D2L Brightspace: several lines for each question, each with a keyword in its first cell. `NewQuestion,MC` opens
 * a question; `Option,100,text` and the like belong to it. Lines that start with // are comments.
 */
export const brightspace: RecordLayout = {
  name: 'D2L Brightspace question list, several lines for each question',

  recognise: (rows) => rows.some((row) => isOpening(row) && typeOf(row) !== ''),

  read(table, problems, onProgress) {
    const duplicates = new DuplicateFinder();
    const imported: ImportedRow[] = [];
    for (const lines of questionsOf(table.rows)) {
      const [first, ...others] = lines;
      const record = first && new QuestionRecord(first, problems, table.sheet);
      if (record !== undefined) {
        imported.push(record.imported(readBrightspaceQuestion(record, others), duplicates));
      }
    }
    onProgress(imported.length);
    return imported;
  },
};

function isOpening(row: TextRow): boolean {
  return /^newquestion$/i.test((row.cells[0] ?? '').trim());
}

function typeOf(row: TextRow): string {
  return (row.cells[1] ?? '').trim();
}

/** Lines before the first question are comments or titles. */
function questionsOf(rows: readonly TextRow[]): TextRow[][] {
  const questions: TextRow[][] = [];
  for (const row of rows) {
    if (isOpening(row)) {
      questions.push([row]);
    } else if (!(row.cells[0] ?? '').trim().startsWith('//')) {
      questions.at(-1)?.push(row);
    }
  }
  return questions;
}
