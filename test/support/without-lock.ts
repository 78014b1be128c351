import type { Client } from 'pg';

/** Takes the row lock out of a database function; the answer puts it back. For tests that prove what the lock is for. */
export async function withoutLockIn(admin: Client, functionName: string): Promise<() => Promise<void>> {
  const { rows } = await admin.query<{ definition: string }>(
    'SELECT pg_get_functiondef(oid) AS definition FROM pg_proc WHERE proname = $1',
    [functionName],
  );
  const definition = rows[0]?.definition ?? '';
  const lock = /FOR NO KEY UPDATE/;
  if (!lock.test(definition)) throw new Error(`${functionName} takes no lock`);
  await admin.query(definition.replace(lock, ''));
  return async () => {
    await admin.query(definition);
  };
}
