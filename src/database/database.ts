import { AsyncLocalStorage } from 'node:async_hooks';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { AppError } from '../common/errors/app-error.js';
import { commit, watchForDoubt } from './commit.js';
import { giveBack, rolledBack } from './connection-return.js';
import { appDataSource, candidateDataSource, poolOf } from './data-sources.js';
import { sendTogether } from './packets.js';
import { beginSnapshotStatements, beginStatements, type Scope } from './scope.js';
import {
  fullJitter,
  isConnectionLoss,
  isRetryable,
  isSequelOfFailure,
  translateDatabaseError,
} from './transaction-errors.js';

declare const transactionBrand: unique symbol;
declare const readBrand: unique symbol;

/** An open read-write transaction. Nothing but Database.transaction makes one, so what locks or writes asks for it by type. */
export type Tx = EntityManager & { readonly [transactionBrand]: true; readonly [readBrand]: true };
/** An open read-only transaction; a `Tx` serves as one too. */
export type Reader = EntityManager & { readonly [readBrand]: true };

export type Role = 'app' | 'candidate';

export interface TransactionOptions {
  readonly role?: Role;
  /** Re-run when a lock could not be had in time; only for work that holds its locks briefly. */
  readonly retryLockTimeout?: boolean;
}

/** A statement that is prepared once per connection under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

interface OpenConnection {
  readonly client: PoolClient;
  /** What the first statement to fail reported. */
  failure?: unknown;
  /** Statements whose answers are awaited together with that of COMMIT. */
  readonly leavingWithCommit: Promise<unknown>[];
}

/** The answer of a write that found what it was based on changed. */
export const overtaken = Symbol('overtaken');

const maximumTries = 3;
const connections = new WeakMap<EntityManager, OpenConnection>();
const openTransaction = new AsyncLocalStorage<true>();

@Injectable()
export class Database implements OnApplicationShutdown {
  constructor(
    @Inject(appDataSource) private readonly app: DataSource,
    @Inject(candidateDataSource) private readonly candidate: DataSource,
  ) {}

  /** The only way to open a transaction. Runs `work` again, whole, when PostgreSQL asks for that. */
  async transaction<Result>(
    scope: Scope,
    work: (tx: Tx) => Promise<Result>,
    options: TransactionOptions = {},
  ): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.runOnce(scope, options.role ?? 'app', false, (manager) => work(manager as Tx));
      } catch (error) {
        if (attempt >= maximumTries || !isRetryable(error, options.retryLockTimeout ?? false))
          throw translateDatabaseError(error);
        await fullJitter(attempt);
      }
    }
  }

  async read<Result>(
    scope: Scope,
    work: (reader: Reader) => Promise<Result>,
    role: Role = 'app',
  ): Promise<Result> {
    try {
      return await this.runOnce(scope, role, true, (manager) => work(manager as Reader));
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }

  /** One statement as its own transaction under a scope, in one round trip: the three messages leave together. */
  async single<Row extends QueryResultRow>(
    role: Role,
    scope: Scope,
    statement: Statement,
    values: unknown[],
  ): Promise<Row[]> {
    try {
      return await this.lend(role, async (client) => {
        sendTogether(client);
        const opened = client.query(beginStatements(scope, true));
        const rows = client.query<Row>({ ...statement, values });
        const closed = client.query('COMMIT');
        const results = await Promise.allSettled([opened, rows, closed]);
        const failure = results.find((result) => result.status === 'rejected');
        if (failure) throw failure.reason;
        return (await rows).rows;
      });
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }

  /** One call of a database function that names its tenant itself; its own transaction, one round trip. */
  async call<Row extends QueryResultRow>(
    role: Role,
    statement: Statement,
    values: unknown[],
  ): Promise<Row[]> {
    try {
      return (await this.pool(role).query<Row>({ ...statement, values })).rows;
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }

  /**
   * The same for a call that writes only if nothing has changed since it was prepared: `overtaken` where PostgreSQL asks for
   * another try. As at a COMMIT, a connection that is lost leaves unknown what has happened.
   */
  async tryToWrite<Row extends QueryResultRow>(
    role: Role,
    statement: Statement,
    values: unknown[],
  ): Promise<Row[] | typeof overtaken> {
    try {
      return await this.lend(role, async (client) => {
        const watch = watchForDoubt(client);
        try {
          const { rows } = await client.query<Row>({ ...statement, values });
          if (watch.isDoubtful()) throw new AppError('outcome-unknown');
          return rows;
        } finally {
          watch.end();
        }
      });
    } catch (error) {
      if (isRetryable(error, false)) return overtaken;
      throw isConnectionLoss(error)
        ? new AppError('outcome-unknown', { cause: error })
        : translateDatabaseError(error);
    }
  }

  /** A connection for a long read, such as an export; the caller ends it. */
  async connect(role: Role): Promise<PoolClient> {
    try {
      return await this.pool(role).connect();
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }

  /**
   * What `read` hands out comes from one moment, over as long as the receiver takes: an export. It holds a connection and
   * a snapshot all the while; ending the generator early gives both back.
   */
  async *snapshot<Item>(
    scope: Scope,
    read: (reader: Reader) => AsyncGenerator<Item>,
  ): AsyncGenerator<Item, void> {
    const runner = this.app.createQueryRunner();
    try {
      const client = (await runner.connect()) as PoolClient;
      connections.set(runner.manager, { client, leavingWithCommit: [] });
      try {
        await client.query(beginSnapshotStatements(scope));
        yield* read(runner.manager as Reader);
      } finally {
        connections.delete(runner.manager);
        await giveBack(runner, client, await rolledBack(client));
      }
    } catch (error) {
      throw translateDatabaseError(error);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(
      [this.app, this.candidate].map((source) => (source.isInitialized ? source.destroy() : undefined)),
    );
  }

  private async lend<Result>(role: Role, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.connect(role);
    let lost = false;
    // A connection that breaks while it is lent says so by this event too, and one that nobody hears ends the process.
    const onError = (): void => void (lost = true);
    client.on('error', onError);
    try {
      return await work(client);
    } catch (error) {
      lost ||= isConnectionLoss(error);
      throw error;
    } finally {
      client.release(lost);
      client.off('error', onError);
    }
  }

  private pool(role: Role): Pool {
    return poolOf(role === 'app' ? this.app : this.candidate);
  }

  private async runOnce<Result>(
    scope: Scope,
    role: Role,
    readOnly: boolean,
    work: (manager: EntityManager) => Promise<Result>,
  ): Promise<Result> {
    // A nested transaction would be a second connection: it could deadlock with the first and commit without it.
    if (openTransaction.getStore())
      throw new Error('A transaction is already open here: pass its tx on instead.');
    const runner = (role === 'app' ? this.app : this.candidate).createQueryRunner();
    const client = (await runner.connect()) as PoolClient;
    const connection: OpenConnection = { client, leavingWithCommit: [] };
    connections.set(runner.manager, connection);
    let broken = false;
    try {
      // Not awaited: the first statement of the work leaves in the same packet. A failure of BEGIN fails what follows.
      sendTogether(client);
      const opened = client.query(beginStatements(scope, readOnly));
      opened.catch(() => undefined);
      const result = await openTransaction.run(true, () => work(runner.manager));
      await opened;
      connections.delete(runner.manager);
      await commit(client, readOnly, connection.leavingWithCommit);
      return result;
    } catch (error) {
      // Before ROLLBACK leaves: a branch of the work that still runs would send what follows outside any transaction.
      connections.delete(runner.manager);
      broken = !(await rolledBack(client));
      // Statements that left together fail together, and which of them the work hears of first is chance: what counts,
      // for the retry and for the answer, is the one that failed by itself.
      throw isSequelOfFailure(error) ? (connection.failure ?? error) : error;
    } finally {
      await giveBack(runner, client, !broken);
    }
  }
}

/** Runs one statement in an open transaction and answers with its rows. */
export async function query<Row extends QueryResultRow>(
  db: Reader,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return (await send<Row>(db, { text, values })).rows;
}

/** The same with a prepared statement; for statements that run often. */
export async function prepared<Row extends QueryResultRow>(
  db: Reader,
  statement: Statement,
  values: unknown[],
): Promise<Row[]> {
  return (await send<Row>(db, { ...statement, values })).rows;
}

/** Runs one statement and answers with the number of rows it wrote. */
export async function execute(tx: Tx, text: string, values: unknown[] = []): Promise<number> {
  return (await send(tx, { text, values })).rowCount ?? 0;
}

/**
 * Sends a statement whose answer nobody needs without waiting for it: it travels with COMMIT, which saves a round trip.
 * A failure of it still fails the transaction.
 */
export function withCommit(tx: Tx, statement: Promise<unknown>): void {
  // commit() reports its failure; until then nobody waits for it, which must not look like a forgotten rejection.
  statement.catch(() => undefined);
  connections.get(tx)?.leavingWithCommit.push(statement);
}

async function send<Row extends QueryResultRow>(
  manager: EntityManager,
  statement: QueryConfig,
): Promise<QueryResult<Row>> {
  const connection = connections.get(manager);
  if (!connection) throw new Error('The transaction has ended.');
  try {
    sendTogether(connection.client);
    return await connection.client.query<Row>(statement);
  } catch (error) {
    connection.failure ??= error;
    throw error;
  }
}
