import type { ExportedQuestion } from './exported-question.js';

/** What the target cannot hold of one question. */
export interface WriterLoss {
  /** Stable, in snake case. */
  readonly code: string;
  /** A sentence that says what is left out, and what stands there instead. */
  readonly message: string;
}

export interface WrittenQuestion<Part> {
  readonly part: Part;
  readonly losses: readonly WriterLoss[];
}

export interface ExportSource {
  readonly title: string;
  /** In order, in batches, from the first one at each call; a writer may have to know all of them before it can start. */
  batches(): AsyncIterable<readonly ExportedQuestion[]>;
}

/** One format. Pure: the same questions always give the same bytes. */
export interface QuestionWriter {
  readonly mediaType: string;
  /** Of the file's name, without the dot. */
  readonly extension: string;
  /** What the format cannot hold of this question. */
  lossesOf(question: ExportedQuestion): readonly WriterLoss[];
  /** The whole file in pieces: memory holds a batch of questions, not the assessment. */
  write(source: ExportSource): AsyncGenerator<Uint8Array, void>;
}

/** Pieces of text that a writer yields, joined to pieces worth sending. */
export async function* encoded(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array, void> {
  for await (const text of texts) {
    if (text !== '') yield Buffer.from(text);
  }
}
