import type { Client } from 'pg';

/** Takes the row lock out of a database function; the answer puts it back. For tests that prove what the lock is for. */
export async function withoutLockIn(admin: Client, functionName: string): Promise<() => Promise<void>> {
  return withChanged(admin, functionName, /FOR NO KEY UPDATE( OF a)?/, '');
}

/**
 * Lets finish_attempt, whose UPDATE is the lock, end an attempt that has ended: what two calls do that look at the state
 * before they wait for each other.
 */
export async function withoutStateCheck(admin: Client): Promise<() => Promise<void>> {
  return withChanged(admin, 'finish_attempt', /a\.state = 'in_progress' AND/, '');
}

async function withChanged(
  admin: Client,
  functionName: string,
  part: RegExp,
  replacement: string,
): Promise<() => Promise<void>> {
  const { rows } = await admin.query<{ definition: string }>(
    'SELECT pg_get_functiondef(oid) AS definition FROM pg_proc WHERE proname = $1',
    [functionName],
  );
  const definition = rows[0]?.definition ?? '';
  if (!part.test(definition)) throw new Error(`${functionName} has no ${part.source}`);
  await admin.query(definition.replace(part, replacement));
  return async () => {
    await admin.query(definition);
  };
}
