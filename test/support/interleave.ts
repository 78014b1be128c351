import { Client } from 'pg';
import { connect } from './scratch-database.js';

/** A lock that another connection holds until it is told to let go: the way to make two requests meet at it. */
export interface HeldLock {
  release(): Promise<void>;
}

export async function holdLock(url: string, lockingStatement: string, values: unknown[]): Promise<HeldLock> {
  const holder = await connect(url);
  await holder.query('BEGIN');
  await holder.query('SET LOCAL search_path = assay');
  const { rowCount } = await holder.query(lockingStatement, values);
  if (!rowCount) throw new Error(`Nothing was locked by: ${lockingStatement}`);
  return {
    async release() {
      await holder.query('COMMIT');
      await holder.end();
    },
  };
}

export interface Interception {
  /** What is sent instead of a statement. */
  readonly rewrite?: (text: string) => string;
  /** A promise that a statement, and what its connection sends after it, waits for before it leaves. */
  readonly holdBefore?: (text: string, values: readonly unknown[]) => Promise<void> | undefined;
  /** A promise that the answer of a statement waits for before the caller gets it. */
  readonly holdAfter?: (text: string) => Promise<void> | undefined;
}

type AnyQuery = (this: Client, config: unknown, ...rest: unknown[]) => unknown;

/**
 * Puts itself between every connection of this process and the driver; for tests that take a lock out of a statement
 * or stop one of two requests at a chosen statement. The answer takes it away again.
 */
export function interceptStatements(interception: Interception): () => void {
  const prototype = Client.prototype as unknown as { query: AnyQuery };
  const original = prototype.query;
  const heldBack = new WeakMap<Client, Promise<void>>();

  prototype.query = function (this: Client, config, ...rest) {
    const text = textOf(config);
    if (text === undefined) return original.call(this, config, ...rest);
    const sent = rewritten(config, text, interception.rewrite?.(text) ?? text);
    const before = interception.holdBefore?.(text, (config as { values?: unknown[] }).values ?? []);
    const earlier = heldBack.get(this);
    const after = interception.holdAfter?.(text);
    if (!before && !earlier && !after) return original.call(this, sent, ...rest);
    const turn = Promise.all([before, earlier]).then(() => undefined);
    heldBack.set(this, turn);
    return turn.then(async () => {
      const answer = await original.call(this, sent, ...rest);
      await after;
      return answer;
    });
  };
  return () => {
    prototype.query = original;
  };
}

function textOf(config: unknown): string | undefined {
  if (typeof config === 'string') return config;
  return (config as { text?: string }).text;
}

/** A prepared statement keeps its text for the life of a connection, so the changed one goes by a name of its own. */
function rewritten(config: unknown, text: string, replacement: string): unknown {
  if (replacement === text) return config;
  if (typeof config === 'string') return replacement;
  const { name, ...others } = config as { name?: string };
  return { ...others, text: replacement, ...(name === undefined ? {} : { name: `${name}_rewritten` }) };
}

/** A promise and the function that settles it. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Opens when so many have come: whoever reads before deciding has then read, and nobody has decided yet. */
export function barrier(count: number): () => Promise<void> {
  const all = gate();
  let come = 0;
  return () => {
    come += 1;
    if (come >= count) all.open();
    return all.opened;
  };
}
