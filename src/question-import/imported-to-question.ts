import { Rational } from '../common/exact/rational.js';
import { toPlainText } from '../common/text/plain-text.js';
import { questionKinds } from '../questions/kinds/index.js';
import type {
  FieldProblem,
  NewOptionId,
  QuestionBody,
  QuestionKindName,
} from '../questions/kinds/question-kind.js';
import type { QuestionFields } from '../questions/questions.queries.js';
import { lossNote, type ConversionNote } from './conversion-note.js';
import { categoryOf, lossesOf } from './imported-losses.js';
import { isOffered, toKindBody } from './kind-body.js';
import type {
  ImportProblem,
  ImportedQuestion,
  ImportedRow,
  RecognisedColumn,
} from './parsers/imported-question.js';

export interface Conversion {
  /** Null where an error keeps the row from becoming a question. */
  readonly question: QuestionFields | null;
  readonly problems: readonly ImportProblem[];
}

const mostPoints = 10_000;
const mostTags = 50;
const mostSeconds = 86_400;
/** Below what the table takes (128 KiB): jsonb writes blanks that JSON.stringify does not. */
const mostBodyBytes = 126 * 1024;

/**
 * What a parser has read becomes what an author would have typed, under the same rules; faults name row and column.
 * What the file says and Assay cannot keep is a problem of severity `loss`, named in words; nothing is dropped in silence.
 */
export function importedToQuestion(
  row: ImportedRow & { readonly question: ImportedQuestion },
  columns: readonly RecognisedColumn[],
  newOptionId: NewOptionId,
): Conversion {
  const reader = new RowReader(row, columns);
  const { question } = row;
  if (!isOffered(question.kind)) {
    const kind = question.kind.replaceAll('_', ' ');
    reader.error('unsupported_kind', `Questions of the kind "${kind}" are not offered yet.`, 'type');
    return { question: null, problems: reader.problems };
  }
  for (const { code, message } of row.losses ?? []) reader.note({ severity: 'loss', code, message });
  for (const note of lossesOf(question)) reader.note(note);
  const fields = readFields(reader, question);
  const body = readBody(reader, question.kind, question, newOptionId);
  return {
    question: reader.hasErrors || body === undefined ? null : { kind: question.kind, ...fields, ...body },
    problems: reader.problems,
  };
}

function readFields(
  reader: RowReader,
  question: ImportedQuestion,
): Omit<QuestionFields, 'kind' | 'content' | 'key'> {
  return {
    text: reader.text(question.text, 'question', 10_000) ?? '',
    title: reader.line(question.title, 'title', 200),
    points: reader.points(question.points),
    explanation: reader.text(question.explanation, 'explanation', 10_000),
    external_id: reader.line(externalIdOf(question), 'external_id', 200),
    category: reader.line(categoryOf(question), 'category', 500),
    tags: reader.tags(question.tags ?? []),
    difficulty: reader.line(question.difficulty, 'difficulty', 100),
    time_limit_seconds: reader.seconds(question.timeLimitSeconds),
  };
}

/** What our own exports call an item that has no name of its own. */
const ownIdentifier = /^assay-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A package names every item; that name is how the question is called in the system it comes from. */
function externalIdOf({ externalId, identifier }: ImportedQuestion): string | undefined {
  const isUsable = identifier !== undefined && identifier.length <= 200 && !ownIdentifier.test(identifier);
  return externalId ?? (isUsable ? identifier : undefined);
}

function readBody(
  reader: RowReader,
  kind: QuestionKindName,
  question: ImportedQuestion,
  newOptionId: NewOptionId,
): QuestionBody<object, object> | undefined {
  const { body, notes } = toKindBody(kind, question);
  for (const note of notes) reader.note(note);
  // The kind would repeat, in general words, what is already said.
  if (notes.some(({ severity }) => severity === 'error')) return undefined;
  const parsed = questionKinds[kind].parseBody(body, newOptionId);
  if (!parsed.ok) {
    for (const problem of parsed.problems) reader.fieldProblem(problem);
    return undefined;
  }
  const { content, key } = parsed.value as QuestionBody<object, object>;
  if ([content, key].some((part) => Buffer.byteLength(JSON.stringify(part)) > mostBodyBytes)) {
    reader.error('too_long', 'The options or answers of this question are too long together.');
    return undefined;
  }
  return { content, key };
}

/** Collects the problems of one row and names the columns that they stand in. */
class RowReader {
  readonly problems: ImportProblem[] = [];

  constructor(
    private readonly row: ImportedRow,
    private readonly columns: readonly RecognisedColumn[],
  ) {}

  get hasErrors(): boolean {
    return this.problems.some((problem) => problem.severity === 'error');
  }

  text(value: string | undefined, meaning: string, maximumCodePoints: number): string | null {
    if (value === undefined) return null;
    const plain = toPlainText(value, { maximumCodePoints });
    if (plain.ok) return plain.text;
    this.error(plain.code.replaceAll('-', '_'), `This text ${plain.detail}.`, meaning);
    return null;
  }

  /** Where a single line is kept, a line break in a cell is one blank. */
  line(value: string | undefined, meaning: string, maximumCodePoints: number): string | null {
    const pieces = value?.split(/[\r\n\t]/).map((piece) => piece.trim());
    const joined = pieces?.filter((piece) => piece !== '').join(' ');
    return this.text(joined === '' ? undefined : joined, meaning, maximumCodePoints);
  }

  /** Packages compute points: what is left of a third after four decimals is said. */
  points(value: string | undefined): string {
    const points = value ?? '1';
    if (/^\d{1,5}\.\d{5,100}$/.test(points)) {
      const rounded = Rational.fromText(points).toDecimal(4);
      const isSame = Rational.fromText(rounded).equals(Rational.fromText(points));
      if (Number(rounded) > 0 && Number(rounded) <= mostPoints) {
        if (!isSame) {
          const message = `Points have at most four decimals here: ${points.slice(0, 30)} becomes ${rounded}.`;
          this.note(lossNote('points_rounded', message, 'points'));
        }
        return rounded;
      }
    }
    if (!/^\d{1,20}(\.\d{1,4}0*)?$/.test(points) || Number(points) > mostPoints) {
      this.error('bad_number', 'The points must be from 0 to 10000, with at most four decimals.', 'points');
    }
    return points;
  }

  tags(values: readonly string[]): string[] {
    if (values.length > mostTags) {
      this.error(
        'too_many_tags',
        `A question has at most ${mostTags} tags; this one has ${values.length}.`,
        'tags',
      );
      return [];
    }
    return values.flatMap((value) => this.line(value, 'tags', 100) ?? []);
  }

  seconds(value: number | undefined): number | null {
    if (value === undefined) return null;
    if (!Number.isInteger(value) || value < 1 || value > mostSeconds) {
      this.error(
        'bad_number',
        `The time limit must be from 1 to ${mostSeconds} seconds.`,
        'time_limit_seconds',
      );
    }
    return value;
  }

  fieldProblem({ pointer, code, detail }: FieldProblem): void {
    const { subject, meaning } = placeOf(pointer);
    this.error(code.replaceAll('-', '_'), `${subject} ${detail}.`, meaning);
  }

  error(code: string, message: string, meaning?: string): void {
    this.add('error', code, message, meaning);
  }

  note({ severity, code, message, meaning }: ConversionNote): void {
    this.add(severity, code, message, meaning);
  }

  private add(
    severity: ImportProblem['severity'],
    code: string,
    message: string,
    meaning: string | undefined,
  ): void {
    const { row, sheet, line, title, identifier } = this.row;
    const found = this.columns.find((column) => meaning !== undefined && column.meaning === meaning);
    this.problems.push({
      severity,
      code,
      message,
      row,
      ...(sheet === undefined ? {} : { sheet }),
      ...(line === undefined ? {} : { line }),
      ...(title === undefined ? {} : { title }),
      ...(identifier === undefined ? {} : { identifier }),
      ...(found === undefined ? {} : { column: found.header || found.letter }),
    });
  }
}

/** Blank cells are left out of the options, so the number of an option does not tell its column. */
function placeOf(pointer: string): { readonly subject: string; readonly meaning?: string } {
  const option = /^\/content\/options\/(\d+)/.exec(pointer)?.[1];
  if (option !== undefined) return { subject: `Option ${Number(option) + 1}` };
  const answer = /^\/key\/accepted\/(\d+)/.exec(pointer)?.[1];
  if (answer !== undefined) return { subject: `Accepted answer ${Number(answer) + 1}`, meaning: 'correct' };
  if (pointer.startsWith('/content/options')) return { subject: 'The list of options' };
  if (pointer === '/content/maximumSelections') {
    return { subject: 'The largest number of selections', meaning: 'maximum_selections' };
  }
  if (pointer === '/content/unit') return { subject: 'The unit', meaning: 'unit' };
  if (pointer.startsWith('/key/wrongPenalty')) return { subject: 'The penalty', meaning: 'penalty' };
  return { subject: 'The right answer', meaning: 'correct' };
}
