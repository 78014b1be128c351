import { tooLarge } from './import-refused.js';
import type {
  ImportedLoss,
  ImportedQuestion,
  ImportedRow,
  ImportFormat,
  ImportProblem,
  ParsedFile,
} from './imported-question.js';
import { normaliseText } from './layouts/words.js';
import type { ImportLimits } from './limits.js';
import { ProblemList } from './problem-list.js';
import type { ReadOptions } from './read-settings.js';

/** Where a question stands in a file that is no table. */
export interface QuestionPlace {
  readonly line?: number;
  readonly title?: string;
  readonly identifier?: string;
}

const questionsPerReport = 200;
const count = (value: number): string => value.toLocaleString('en-US');

/**
 * Collects the questions of a file that is no table, in their order, with everything there is to say about them.
 * Refuses the file at the first limit passed.
 */
export class QuestionList {
  private readonly rows: ImportedRow[] = [];
  private readonly problems: ProblemList;
  private readonly firstPlaces = new Map<string, ImportedRow>();
  private begun = 0;
  private characters = 0;

  constructor(
    private readonly limits: ImportLimits,
    private readonly options: ReadOptions,
  ) {
    this.problems = new ProblemList(limits.problems);
  }

  begin(place: QuestionPlace): QuestionDraft {
    this.begun += 1;
    if (this.begun > this.limits.rows) {
      throw tooLarge(
        `The file has more than ${count(this.limits.rows)} questions. Split it into several files.`,
      );
    }
    if ((place.title?.length ?? 0) > this.limits.cellCharacters) {
      throw tooLarge(
        `The title of question ${this.begun} has more than ${count(this.limits.cellCharacters)} characters. Shorten it.`,
      );
    }
    return new QuestionDraft(this.begun, place, this.problems, (row) => this.add(row));
  }

  toFile(format: ImportFormat, layout: string): ParsedFile {
    if (this.begun === 0) {
      this.problems.add({ severity: 'error', code: 'no_questions', message: 'The file holds no question.' });
    }
    this.options.onProgress?.(this.begun);
    return {
      format,
      layout,
      rows: this.rows,
      problems: this.problems.kept(),
      problemCounts: this.problems.counts,
      columns: [],
    };
  }

  private add(row: ImportedRow): void {
    this.rows.push(row);
    if (row.question !== undefined) {
      for (const text of textsOf(row.question)) {
        this.checkLength(text, row);
      }
      this.reportDuplicate(row, row.question);
    }
    if (this.rows.length % questionsPerReport === 0) {
      this.options.onProgress?.(this.rows.length);
    }
  }

  private checkLength(text: string, row: ImportedRow): void {
    this.characters += text.length;
    if (text.length > this.limits.cellCharacters) {
      throw tooLarge(
        `A text of ${placeInWords(row)} has more than ${count(this.limits.cellCharacters)} characters. Shorten it.`,
      );
    }
    if (this.characters > this.limits.totalCharacters) {
      throw tooLarge(
        `The texts of the file come to more than ${count(this.limits.totalCharacters)} characters. Split it into several files.`,
      );
    }
  }

  /** The same text and, where there are any, the same options. Texts between questions may well be repeated. */
  private reportDuplicate(row: ImportedRow, question: ImportedQuestion): void {
    if (question.kind === 'info') {
      return;
    }
    const answers = question.options?.map(({ text }) => text) ?? question.order ?? [];
    const stems = question.pairs?.map(({ stem }) => stem) ?? [];
    const key = JSON.stringify(
      [question.text, ...[...answers, ...stems].toSorted()].map((text) => normaliseText(text).toLowerCase()),
    );
    const first = this.firstPlaces.get(key);
    if (first === undefined) {
      this.firstPlaces.set(key, row);
      return;
    }
    this.problems.add({
      severity: 'warning',
      code: 'duplicate_question',
      message: `The same question stands in ${placeInWords(first)}.`,
      ...placeOf(row),
      duplicateOfRow: first.row,
    });
  }
}

/** One question while it is read: what is wrong with it and what it loses. */
export class QuestionDraft {
  private hasErrors = false;
  private readonly losses = new Map<string, ImportedLoss>();

  constructor(
    readonly row: number,
    private readonly place: QuestionPlace,
    private readonly problems: ProblemList,
    private readonly take: (row: ImportedRow) => void,
  ) {}

  get isFaulty(): boolean {
    return this.hasErrors;
  }

  /** `line`: where the fault itself stands, if not where the question begins. */
  error(code: string, message: string, line?: number): void {
    this.hasErrors = true;
    this.report('error', code, message, line);
  }

  warning(code: string, message: string, line?: number): void {
    this.report('warning', code, message, line);
  }

  loses(code: string, message: string): void {
    this.losses.set(message, { code, message });
  }

  /** The last call. A question with an error is left out. */
  finish(question: ImportedQuestion | undefined): void {
    const { row, place, losses } = this;
    const isKept = question !== undefined && !this.hasErrors;
    this.take({
      row,
      ...place,
      ...(isKept ? { question } : {}),
      ...(isKept && losses.size > 0 ? { losses: [...losses.values()] } : {}),
    });
  }

  private report(severity: 'error' | 'warning', code: string, message: string, line?: number): void {
    this.problems.add({
      severity,
      code,
      message,
      row: this.row,
      ...this.place,
      ...(line === undefined ? {} : { line }),
    });
  }
}

function placeOf({ row, line, title, identifier }: ImportedRow): Partial<ImportProblem> {
  return {
    row,
    ...(line === undefined ? {} : { line }),
    ...(title === undefined ? {} : { title }),
    ...(identifier === undefined ? {} : { identifier }),
  };
}

function placeInWords({ row, line, title }: ImportedRow): string {
  const name = title === undefined ? '' : ` "${title.slice(0, 80)}"`;
  return `question ${row}${name}${line === undefined ? '' : ` in line ${line}`}`;
}

function* textsOf(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    yield value;
  } else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) {
      yield* textsOf(part);
    }
  }
}
