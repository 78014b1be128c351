/**
 * What a browser keeps of a running attempt: the token with which it goes on, and the answers that the server has not
 * confirmed yet. Both survive a reload, a crash and a restart, and both are removed when the submission is confirmed.
 */
export interface KeptAttempt {
  readonly attemptId: string;
  readonly token: string;
  /** The public link by which it started; an invite can be opened again instead. */
  readonly slug?: string | undefined;
  /** Made before the first try to submit, so that every further try is the same act. */
  readonly submitKey?: string | undefined;
  readonly flagged: readonly string[];
  /** The question at which the candidate is, for the next visit. */
  readonly place?: string;
}

export interface UnsentAnswer {
  readonly attemptId: string;
  readonly questionId: string;
  readonly response: unknown;
  readonly clientSeq: number;
}

export interface AttemptStore {
  attempt(attemptId: string): Promise<KeptAttempt | undefined>;
  attempts(): Promise<readonly KeptAttempt[]>;
  keepAttempt(attempt: KeptAttempt): Promise<void>;
  unsent(attemptId: string): Promise<readonly UnsentAnswer[]>;
  keepUnsent(answer: UnsentAnswer): Promise<void>;
  /** Unless a newer answer has taken its place. */
  forgetUnsent(attemptId: string, questionId: string, clientSeq: number): Promise<void>;
  removeAttempt(attempt: KeptAttempt): Promise<void>;
  /** Of a token that is no longer good; unsent answers stay, in case the candidate gets in again. */
  forgetToken(attemptId: string): Promise<void>;
  /** The secret of a start by this public link: made once and kept before the first try, so that a repeated start is the same. */
  startKey(slug: string, fresh: string): Promise<string>;
}

/** For browsers that let nothing be stored; what it holds lasts as long as the page. */
export class MemoryStore implements AttemptStore {
  private readonly kept = new Map<string, KeptAttempt>();
  private readonly answers = new Map<string, UnsentAnswer>();
  private readonly startKeys = new Map<string, string>();

  async attempt(attemptId: string): Promise<KeptAttempt | undefined> {
    return this.kept.get(attemptId);
  }
  async attempts(): Promise<readonly KeptAttempt[]> {
    return [...this.kept.values()];
  }
  async keepAttempt(attempt: KeptAttempt): Promise<void> {
    this.kept.set(attempt.attemptId, attempt);
  }
  async unsent(attemptId: string): Promise<readonly UnsentAnswer[]> {
    return [...this.answers.values()].filter((answer) => answer.attemptId === attemptId);
  }
  async keepUnsent(answer: UnsentAnswer): Promise<void> {
    this.answers.set(`${answer.attemptId}/${answer.questionId}`, answer);
  }
  async forgetUnsent(attemptId: string, questionId: string, clientSeq: number): Promise<void> {
    const name = `${attemptId}/${questionId}`;
    if ((this.answers.get(name)?.clientSeq ?? 0) <= clientSeq) this.answers.delete(name);
  }
  async removeAttempt({ attemptId, slug }: KeptAttempt): Promise<void> {
    this.kept.delete(attemptId);
    for (const answer of await this.unsent(attemptId))
      this.answers.delete(`${attemptId}/${answer.questionId}`);
    if (slug !== undefined) this.startKeys.delete(slug);
  }
  async forgetToken(attemptId: string): Promise<void> {
    this.kept.delete(attemptId);
  }
  async startKey(slug: string, fresh: string): Promise<string> {
    const key = this.startKeys.get(slug) ?? fresh;
    this.startKeys.set(slug, key);
    return key;
  }
}
