/**
 * The tokens of attempts that have ended, for as long as the tab lives: with them a reload still shows the receipt and
 * the result. Nothing of an ended attempt stays in the browser longer than that.
 */
export interface EndedAttempts {
  find(attemptId: string): EndedAttempt | undefined;
  remember(attemptId: string, ended: EndedAttempt): void;
}

export interface EndedAttempt {
  readonly token: string;
  readonly slug?: string | undefined;
  /** The questions in the order in which the candidate saw them. */
  readonly questions: readonly string[];
}

const prefix = 'assay.ended.';

export class TabEndedAttempts implements EndedAttempts {
  private readonly entries = new Map<string, EndedAttempt>();

  remember(attemptId: string, ended: EndedAttempt): void {
    this.entries.set(attemptId, ended);
    try {
      sessionStorage.setItem(prefix + attemptId, JSON.stringify(ended));
    } catch {
      // Storage may be forbidden; the receipt then lasts as long as the page.
    }
  }

  find(attemptId: string): EndedAttempt | undefined {
    try {
      const text = sessionStorage.getItem(prefix + attemptId);
      if (text !== null) return JSON.parse(text) as EndedAttempt;
    } catch {
      // As above.
    }
    return this.entries.get(attemptId);
  }
}
