import type { Reader } from '../database/database.js';
import { listQuestions, type QuestionRow } from '../questions/questions.queries.js';
import type { ExportedQuestion } from './writers/exported-question.js';

/** All questions of a draft in their order, in batches. Each batch starts behind the last: no cursor has to stay open. */
export async function* readQuestions(
  db: Reader,
  employerId: string,
  assessmentId: string,
  batchSize: number,
): AsyncGenerator<readonly ExportedQuestion[], void> {
  for (let afterPosition = 0, isLast = false; !isLast;) {
    const rows = await listQuestions(db, employerId, assessmentId, { afterPosition, limit: batchSize });
    isLast = rows.length < batchSize;
    afterPosition = rows.at(-1)?.position ?? afterPosition;
    if (rows.length > 0) yield rows.map(toExported);
  }
}

/** Content and key were checked by the kind when they were stored. */
function toExported(row: QuestionRow): ExportedQuestion {
  return {
    id: row.id,
    position: row.position,
    kind: row.kind,
    text: row.text,
    title: row.title,
    points: row.points,
    content: row.content,
    key: row.key,
    explanation: row.explanation,
    externalId: row.external_id,
    category: row.category,
    tags: row.tags,
    difficulty: row.difficulty,
    timeLimitSeconds: row.time_limit_seconds,
  } as ExportedQuestion;
}
