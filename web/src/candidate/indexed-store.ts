import { MemoryStore, type AttemptStore, type KeptAttempt, type UnsentAnswer } from './attempt-store.js';

const stores = { attempts: 'attempts', unsent: 'unsent', starts: 'starts' } as const;

/** The store of the browser; the only one that survives the end of the process. */
class IndexedStore implements AttemptStore {
  constructor(private readonly database: IDBDatabase) {}

  attempt(attemptId: string): Promise<KeptAttempt | undefined> {
    return this.within([stores.attempts], 'readonly', (store) => store.attempts.get(attemptId));
  }

  attempts(): Promise<readonly KeptAttempt[]> {
    return this.within([stores.attempts], 'readonly', (store) => store.attempts.getAll());
  }

  async keepAttempt(attempt: KeptAttempt): Promise<void> {
    await this.within([stores.attempts], 'readwrite', (store) => store.attempts.put(attempt));
  }

  unsent(attemptId: string): Promise<readonly UnsentAnswer[]> {
    return this.within([stores.unsent], 'readonly', (store) => store.unsent.getAll(allOf(attemptId)));
  }

  async keepUnsent(answer: UnsentAnswer): Promise<void> {
    await this.within([stores.unsent], 'readwrite', (store) => store.unsent.put(answer));
  }

  async forgetUnsent(attemptId: string, questionId: string, clientSeq: number): Promise<void> {
    // Read and delete in one transaction: another tab may be putting a newer answer there at this moment.
    await this.within([stores.unsent], 'readwrite', ({ unsent }) => {
      const read = unsent.get([attemptId, questionId]) as IDBRequest<UnsentAnswer | undefined>;
      read.addEventListener('success', () => {
        if ((read.result?.clientSeq ?? Infinity) <= clientSeq) unsent.delete([attemptId, questionId]);
      });
      return read;
    });
  }

  async removeAttempt({ attemptId, slug }: KeptAttempt): Promise<void> {
    await this.within(Object.values(stores), 'readwrite', (store) => {
      store.unsent.delete(allOf(attemptId));
      if (slug !== undefined) store.starts.delete(slug);
      return store.attempts.delete(attemptId);
    });
  }

  async forgetToken(attemptId: string): Promise<void> {
    await this.within([stores.attempts], 'readwrite', (store) => store.attempts.delete(attemptId));
  }

  async startKey(slug: string, fresh: string): Promise<string> {
    let kept = fresh;
    await this.within([stores.starts], 'readwrite', ({ starts }) => {
      const read = starts.get(slug) as IDBRequest<{ secret: string } | undefined>;
      read.addEventListener('success', () => {
        if (read.result) kept = read.result.secret;
        else starts.put({ slug, secret: fresh });
      });
      return read;
    });
    return kept;
  }

  /** One transaction. It is done when the browser says that it is committed, not when the request has an answer. */
  private within<Value>(
    names: readonly (keyof typeof stores)[],
    mode: IDBTransactionMode,
    work: (store: Record<keyof typeof stores, IDBObjectStore>) => IDBRequest<Value>,
  ): Promise<Value> {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction(names, mode);
      const opened = Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]));
      const request = work(opened as Record<keyof typeof stores, IDBObjectStore>);
      // An error aborts the transaction, and so does a disk without space at its commit, which is no error of a request.
      transaction.addEventListener('complete', () => resolve(request.result));
      transaction.addEventListener('abort', () =>
        reject(transaction.error ?? new Error('The browser stored nothing.')),
      );
    });
  }
}

/** Every question of an attempt: an empty list sorts behind every text. */
function allOf(attemptId: string): IDBKeyRange {
  return IDBKeyRange.bound([attemptId], [attemptId, []]);
}

export interface OpenedStore {
  readonly store: AttemptStore;
  /** false: the browser lets nothing be stored, and the candidate must keep the page open. */
  readonly lasting: boolean;
}

export async function openStore(): Promise<OpenedStore> {
  try {
    return { store: new IndexedStore(await openDatabase()), lasting: true };
  } catch {
    return { store: new MemoryStore(), lasting: false };
  }
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('assay-attempts', 1);
    request.addEventListener('upgradeneeded', () => {
      request.result.createObjectStore(stores.attempts, { keyPath: 'attemptId' });
      request.result.createObjectStore(stores.unsent, { keyPath: ['attemptId', 'questionId'] });
      request.result.createObjectStore(stores.starts, { keyPath: 'slug' });
    });
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () =>
      reject(request.error ?? new Error('The browser has no database.')),
    );
    // Another version of this page holds it open. There is only one version yet; waiting for ever would be worse.
    request.addEventListener('blocked', () => reject(new Error('The database of the browser is in use.')));
  });
}
