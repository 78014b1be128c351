import type { NewestFirstPlace } from '../common/pagination/newest-first.js';
import { execute, prepared, query, type Reader, type Statement, type Tx } from '../database/database.js';
import type { TemplateName } from './mail-message.js';
import type { OutboxReaders } from './outbox.rules.js';

export interface SentMail {
  readonly employerId: string;
  /** The job that sent it: one mail each. */
  readonly jobId: string;
  readonly template: TemplateName;
  readonly messageId: string;
  readonly readers: OutboxReaders;
  /** Of a mail that did not leave. */
  readonly content: MailContent | undefined;
}

export interface MailContent {
  readonly toAddress: string;
  readonly toName: string;
  readonly subject: string;
  /** Undefined for a mail that nobody may read here. */
  readonly body: { readonly text: string; readonly html: string } | undefined;
}

const insertStatement: Statement = {
  name: 'insert_mail',
  text: `INSERT INTO mails (employer_id, id, template, message_id, readers, to_address, to_name, subject, text, html)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (employer_id, id) DO NOTHING`,
};

/** In the transaction that completes the job. A job that an operator replays has its row already. */
export async function insertMail(tx: Tx, mail: SentMail): Promise<void> {
  const { content } = mail;
  await prepared(tx, insertStatement, [
    mail.employerId,
    mail.jobId,
    mail.template,
    mail.messageId,
    mail.readers,
    content?.toAddress ?? null,
    content?.toName ?? null,
    content?.subject ?? null,
    content?.body?.text ?? null,
    content?.body?.html ?? null,
  ]);
}

/**
 * Makes room in the outbox: the newest of the tenant stay. Two workers that do so at once may meet at the same rows; PostgreSQL
 * then ends one of them, whose transaction is run again.
 */
export async function trimOutbox(tx: Tx, employerId: string, kept: number): Promise<void> {
  await execute(
    tx,
    `DELETE FROM mails WHERE employer_id = $1 AND subject IS NOT NULL AND (created_at, id) <= (
       SELECT created_at, id FROM mails WHERE employer_id = $1 AND subject IS NOT NULL
        ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET $2)`,
    [employerId, kept],
  );
}

export interface OutboxRow {
  readonly id: string;
  readonly template: string;
  readonly to_address: string;
  readonly to_name: string;
  readonly subject: string;
  readonly created_at: Date;
  readonly created_key: string;
}

export interface OutboxMailRow extends OutboxRow {
  readonly message_id: string;
  readonly text: string | null;
  readonly html: string | null;
}

const columns = `id, template, to_address, to_name, subject, created_at, created_at::text AS created_key`;

export async function listOutbox(
  db: Reader,
  employerId: string,
  readers: readonly OutboxReaders[],
  before: NewestFirstPlace | undefined,
  limit: number,
): Promise<OutboxRow[]> {
  return query<OutboxRow>(
    db,
    `SELECT ${columns} FROM mails
      WHERE employer_id = $1 AND subject IS NOT NULL AND readers = ANY ($2)
        AND ($3::timestamptz IS NULL OR (created_at, id) < ($3, $4::uuid))
      ORDER BY created_at DESC, id DESC LIMIT $5`,
    [employerId, readers, before?.createdAt ?? null, before?.id ?? null, limit],
  );
}

export async function findOutboxMail(
  db: Reader,
  employerId: string,
  readers: readonly OutboxReaders[],
  id: string,
): Promise<OutboxMailRow | undefined> {
  const rows = await query<OutboxMailRow>(
    db,
    `SELECT ${columns}, message_id, text, html FROM mails
      WHERE employer_id = $1 AND subject IS NOT NULL AND readers = ANY ($2) AND id = $3`,
    [employerId, readers, id],
  );
  return rows[0];
}

/** Across tenants; the policy of the table decides what is old. */
export async function deleteOldMails(tx: Tx, limit: number): Promise<number> {
  const rows = await query(
    tx,
    `DELETE FROM mails m USING (SELECT employer_id, id FROM mails WHERE created_at < now() - interval '7 days' LIMIT $1) old
      WHERE m.employer_id = old.employer_id AND m.id = old.id RETURNING 1`,
    [limit],
  );
  return rows.length;
}
