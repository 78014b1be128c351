import type { ExportedQuestion } from './writers/exported-question.js';
import type { WriterLoss } from './writers/question-writer.js';

const mostKept = 1_000;

type Named = Pick<ExportedQuestion, 'id' | 'externalId' | 'title' | 'position'>;

export interface QuestionLoss extends WriterLoss {
  readonly question: Named;
}

/** What questions lose, counted in full and kept up to a thousand: an answer that a page can show. */
export class LossList {
  readonly kept: QuestionLoss[] = [];
  total = 0;
  questions = 0;
  affectedQuestions = 0;
  private readonly byCode = new Map<string, number>();

  add(question: ExportedQuestion, losses: readonly WriterLoss[]): void {
    this.questions += 1;
    this.total += losses.length;
    if (losses.length > 0) this.affectedQuestions += 1;
    for (const code of new Set(losses.map((loss) => loss.code))) {
      this.byCode.set(code, (this.byCode.get(code) ?? 0) + 1);
    }
    // Without its texts: a thousand questions would be kept for their names.
    const { id, externalId, title, position } = question;
    for (const { code, message } of losses.slice(0, mostKept - this.kept.length)) {
      this.kept.push({ question: { id, externalId, title, position }, code, message });
    }
  }

  /** The most frequent first. */
  counts(): { readonly code: string; readonly count: number }[] {
    return [...this.byCode]
      .map(([code, count]) => ({ code, count }))
      .toSorted((left, right) => right.count - left.count || (left.code < right.code ? -1 : 1));
  }
}
