import { importedToQuestion } from '../../src/question-import/imported-to-question.js';
import type { ImportProblem, ParsedFile } from '../../src/question-import/parsers/imported-question.js';
import { parseQuestionFile } from '../../src/question-import/parsers/index.js';
import type { ExportedQuestion } from '../../src/question-export/writers/exported-question.js';
import type { QuestionWriter } from '../../src/question-export/writers/question-writer.js';
import type { QuestionFields } from '../../src/questions/questions.queries.js';

/** So few that every file is written in several batches. */
const batch = 2;

export async function exportedBytes(
  writer: QuestionWriter,
  questions: readonly ExportedQuestion[],
  title = 'Round trip',
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const source = {
    title,
    async *batches() {
      for (let at = 0; at < questions.length; at += batch) yield questions.slice(at, at + batch);
    },
  };
  for await (const chunk of writer.write(source)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export interface ImportedBack {
  readonly questions: readonly ExportedQuestion[];
  /** Without remarks that the same question stands in the file twice. */
  readonly problems: readonly ImportProblem[];
}

let lastOption = 0;

/** Reads a file as an import does, up to what it would store. */
export async function importedBack(
  bytes: Uint8Array,
  read: (bytes: Uint8Array) => Promise<ParsedFile> | ParsedFile = parseQuestionFile,
): Promise<ImportedBack> {
  const file = await read(bytes);
  const questions: ExportedQuestion[] = [];
  const problems = file.problems.filter(({ code }) => code !== 'duplicate_question');
  for (const row of file.rows) {
    if (row.question === undefined) continue;
    const conversion = importedToQuestion({ ...row, question: row.question }, file.columns, newOptionId);
    problems.push(...conversion.problems);
    if (conversion.question !== null) {
      questions.push(asExported(conversion.question, questions.length + 1));
    }
  }
  return { questions, problems };
}

function newOptionId(): string {
  return `new${(lastOption += 1)}`;
}

export function asExported(fields: QuestionFields, position: number): ExportedQuestion {
  const { external_id: externalId, time_limit_seconds: timeLimitSeconds, ...others } = fields;
  const id = `018f0000-0000-7000-8000-${String(position).padStart(12, '0')}`;
  return { ...others, externalId, timeLimitSeconds, id, position } as ExportedQuestion;
}
