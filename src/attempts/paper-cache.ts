import { Injectable } from '@nestjs/common';
import { AppError } from '../common/errors/app-error.js';
import { Database } from '../database/database.js';
import { questionKinds } from '../questions/kinds/index.js';
import { readPaper, type PaperItemRow, type PaperPolicyRow } from './candidate.queries.js';
import { orderFor } from './paper-order.js';

const versionsKept = 200;

/** What candidates see of one version, read once: a published version never changes. */
export class Paper {
  private readonly items: ReadonlyMap<string, PaperItemRow>;
  private readonly rendered = new Map<string, string>();

  constructor(
    readonly policy: PaperPolicyRow,
    private readonly rows: readonly PaperItemRow[],
  ) {
    this.items = new Map(rows.map((row) => [row.id, row]));
  }

  item(id: string): PaperItemRow | undefined {
    return this.items.get(id);
  }

  /** The items as JSON text, in the order of this attempt. Texts are kept per item: rendering costs more than the rest of the request. */
  itemsFor(attemptId: string): string {
    const ids = this.rows.map((row) => row.id);
    const order = this.policy.shuffle_questions ? orderFor(attemptId, ids) : ids;
    return `[${order.map((id) => this.renderItem(this.items.get(id)!, attemptId)).join(',')}]`;
  }

  private renderItem(row: PaperItemRow, attemptId: string): string {
    const mayShuffle =
      this.policy.shuffle_options && (row.content as { shuffleOptions?: boolean }).shuffleOptions === true;
    const kept = mayShuffle ? undefined : this.rendered.get(row.id);
    if (kept !== undefined) return kept;
    const orderOptions = (ids: readonly string[]): readonly string[] =>
      mayShuffle ? orderFor(`${attemptId}/${row.id}`, ids) : ids;
    const text = JSON.stringify({
      questionId: row.id,
      kind: row.kind,
      text: row.text,
      points: Number(row.points),
      content: questionKinds[row.kind].candidateView(row.content, orderOptions),
    });
    if (!mayShuffle) this.rendered.set(row.id, text);
    return text;
  }
}

@Injectable()
export class PaperCache {
  private readonly papers = new Map<string, Paper>();

  constructor(private readonly database: Database) {}

  async get(employerId: string, versionId: string): Promise<Paper> {
    const key = `${employerId}/${versionId}`;
    const kept = this.papers.get(key);
    if (kept) return kept;
    const { policy, items } = await this.database.read(
      { employerId },
      (db) => readPaper(db, employerId, versionId),
      'candidate',
    );
    if (!policy) throw new AppError('not-found');
    const paper = new Paper(policy, items);
    const oldest = this.papers.keys().next().value;
    if (this.papers.size >= versionsKept && oldest !== undefined) this.papers.delete(oldest);
    this.papers.set(key, paper);
    return paper;
  }
}
