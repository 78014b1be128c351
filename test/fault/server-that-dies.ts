import { Client } from 'pg';

/**
 * The server process, which kills itself at the COMMIT of the first transaction that has sent the statement named in
 * ASSAY_TEST_DIE_AT: before COMMIT leaves, or when PostgreSQL has acknowledged it and nobody else knows.
 */
const statement = process.env['ASSAY_TEST_DIE_AT'] ?? '';
const moment = process.env['ASSAY_TEST_DIE'] ?? '';
if (statement === '' || !['before', 'after'].includes(moment))
  throw new Error('ASSAY_TEST_DIE and ASSAY_TEST_DIE_AT say when to die.');

type AnyQuery = (this: Client, config: unknown, ...rest: unknown[]) => unknown;
const prototype = Client.prototype as unknown as { query: AnyQuery };
const original = prototype.query;
const open = new WeakSet<Client>();
const doomed = new WeakSet<Client>();

prototype.query = function (this: Client, config, ...rest) {
  const text = typeof config === 'string' ? config : ((config as { text?: string }).text ?? '');
  if (text === 'ROLLBACK') open.delete(this);
  if (text.startsWith('BEGIN')) open.add(this);
  if (text.startsWith('BEGIN') || text === 'ROLLBACK') doomed.delete(this);
  if (text.includes(statement)) doomed.add(this);
  // A statement outside a transaction is one, with its COMMIT.
  const isCommit = text === 'COMMIT' || (text.includes(statement) && !open.has(this));
  if (text === 'COMMIT') open.delete(this);
  if (!isCommit || !doomed.has(this)) return original.call(this, config, ...rest);
  if (moment === 'before') return die();
  return (original.call(this, config, ...rest) as Promise<unknown>).then(die);
};

function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
}

await import('../../src/main.js');
