import type { PoolClient, QueryResult } from 'pg';
import { AppError } from '../common/errors/app-error.js';
import { sendTogether } from './packets.js';
import { isConnectionLoss } from './transaction-errors.js';

interface DoubtWatch {
  isDoubtful(): boolean;
  end(): void;
}

/** PostgreSQL reports a commit whose wait for a synchronous standby was cancelled as success with a warning 01000. */
export function watchForDoubt(client: PoolClient): DoubtWatch {
  let doubtful = false;
  const onNotice = (notice: { code?: string | undefined }): void => {
    doubtful ||= notice.code === '01000';
  };
  client.on('notice', onNotice);
  return { isDoubtful: () => doubtful, end: () => void client.off('notice', onNotice) };
}

/** A failure here is not a failure of the work: the commit may have happened. */
export async function commit(
  client: PoolClient,
  readOnly: boolean,
  before: readonly Promise<unknown>[],
): Promise<void> {
  const watch = watchForDoubt(client);
  let result: QueryResult;
  try {
    sendTogether(client);
    const committed = client.query('COMMIT');
    committed.catch(() => undefined);
    // PostgreSQL answers in order: where one of these failed, COMMIT has become ROLLBACK, and the failure is what counts.
    await Promise.all(before);
    result = await committed;
  } catch (error) {
    if (!readOnly && isConnectionLoss(error)) throw new AppError('outcome-unknown', { cause: error });
    throw error;
  } finally {
    watch.end();
  }
  if (watch.isDoubtful()) throw new AppError('outcome-unknown');
  if (result.command === 'ROLLBACK')
    throw new Error('The transaction had already failed when it was committed.');
}
