import { randomBytes } from 'node:crypto';
import type { Client } from 'pg';
import type { DatabaseRole } from './as-role.js';
import { connect, type ScratchDatabase } from './scratch-database.js';

/**
 * A connection whose login is a member of one role and of nothing else. The application's own pools log in as somebody
 * who may take any of its roles; this shows what the role itself may do.
 */
export async function connectAs(database: ScratchDatabase, role: DatabaseRole): Promise<Client> {
  const login = `assay_test_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  await database.admin.query(`CREATE ROLE ${login} LOGIN PASSWORD '${password}' IN ROLE ${role}`);
  const url = new URL(database.url);
  url.username = login;
  url.password = password;
  url.searchParams.set('options', `-c role=${role} -c search_path=assay`);
  const client = await connect(url.href);
  const end = client.end.bind(client);
  client.end = (async () => {
    await end();
    await database.admin.query(`DROP ROLE ${login}`);
  }) as typeof client.end;
  return client;
}
