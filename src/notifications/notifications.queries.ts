import type { MemberRole } from '../common/access/permissions.js';
import { execute, query, type Database, type Reader, type Statement, type Tx } from '../database/database.js';

export interface NotificationRow {
  readonly sequence: number;
  readonly is_read: boolean;
  readonly created_at: Date;
  readonly event_id: string;
  readonly event_sequence: string;
  readonly type: string;
  readonly occurred_at: Date;
  readonly actor_type: string;
  readonly actor_id: string | null;
  readonly subject_type: string;
  readonly subject_id: string;
  readonly payload: string;
}

export interface NotificationHead {
  /** Of the newest notification; 0 where there never was one. */
  readonly sequence: number;
  readonly read_up_to: number;
  /** Of the oldest that is still kept, or of the next where none is. */
  readonly first: number;
  readonly unread: number;
}

export interface Inbox {
  readonly employerId: string;
  readonly memberId: string;
}

export async function listPossibleRecipients(
  db: Reader,
  employerId: string,
): Promise<{ id: string; role: MemberRole }[]> {
  return query(db, `SELECT id, role FROM members WHERE employer_id = $1 AND removed_at IS NULL ORDER BY id`, [
    employerId,
  ]);
}

/**
 * One notification for each of these members, the next in number of each. The heads stay locked until the commit; they are
 * locked in the order of the members' ids.
 */
export async function insertNotifications(
  tx: Tx,
  employerId: string,
  eventId: string,
  memberIds: readonly string[],
): Promise<void> {
  await execute(
    tx,
    `WITH heads AS (
       INSERT INTO notification_heads AS h (employer_id, member_id, sequence)
       SELECT $1, member_id, 1 FROM unnest($3::uuid[]) AS member_id ORDER BY member_id
       ON CONFLICT (employer_id, member_id) DO UPDATE SET sequence = h.sequence + 1
       RETURNING member_id, sequence)
     INSERT INTO notifications (employer_id, member_id, sequence, event_id) SELECT $1, member_id, sequence, $2 FROM heads`,
    [employerId, eventId, memberIds],
  );
}

/** Only forward, and no further than there are notifications. Waits for one that is being written. */
export async function markRead(tx: Tx, { employerId, memberId }: Inbox, upTo: number): Promise<void> {
  await execute(
    tx,
    `UPDATE notification_heads SET read_up_to = least($3::bigint, sequence)
      WHERE employer_id = $1 AND member_id = $2 AND read_up_to < least($3::bigint, sequence)`,
    [employerId, memberId, upTo],
  );
}

export async function findNotificationHead(
  db: Reader,
  { employerId, memberId }: Inbox,
): Promise<NotificationHead> {
  const [head] = await query<NotificationHead>(
    db,
    `SELECT h.sequence::float8 AS sequence, h.read_up_to::float8 AS read_up_to,
            coalesce((SELECT min(n.sequence) FROM notifications n WHERE n.employer_id = $1 AND n.member_id = $2),
              h.sequence + 1)::float8 AS first,
            (SELECT count(*)::integer FROM notifications n
              WHERE n.employer_id = $1 AND n.member_id = $2 AND n.sequence > h.read_up_to) AS unread
       FROM notification_heads h WHERE h.employer_id = $1 AND h.member_id = $2`,
    [employerId, memberId],
  );
  return head ?? { sequence: 0, read_up_to: 0, first: 1, unread: 0 };
}

const shown = `
  SELECT n.sequence::float8 AS sequence, n.sequence <= h.read_up_to AS is_read, n.created_at, e.id AS event_id,
         e.sequence AS event_sequence, e.type, e.occurred_at, e.actor_type, e.actor_id, e.subject_type, e.subject_id, e.payload
    FROM notifications n
    JOIN notification_heads h ON h.employer_id = n.employer_id AND h.member_id = n.member_id
    JOIN events e ON e.employer_id = n.employer_id AND e.id = n.event_id
   WHERE n.employer_id = $1 AND n.member_id = $2`;

export async function listNotificationsAfter(
  db: Reader,
  { employerId, memberId }: Inbox,
  after: number,
  limit: number,
): Promise<NotificationRow[]> {
  const text = `${shown} AND n.sequence > $3 ORDER BY n.sequence LIMIT $4`;
  return query<NotificationRow>(db, text, [employerId, memberId, after, limit]);
}

export async function listNewestNotifications(
  db: Reader,
  { employerId, memberId }: Inbox,
  before: number | undefined,
  limit: number,
): Promise<NotificationRow[]> {
  const text = `${shown} AND ($3::bigint IS NULL OR n.sequence < $3) ORDER BY n.sequence DESC LIMIT $4`;
  return query<NotificationRow>(db, text, [employerId, memberId, before ?? null, limit]);
}

const findHeadsStatement: Statement = {
  name: 'find_notification_heads',
  text: `SELECT h.employer_id, h.member_id, h.sequence::float8 AS sequence
           FROM unnest($1::uuid[], $2::uuid[]) AS asked (employer_id, member_id)
           JOIN notification_heads h ON h.employer_id = asked.employer_id AND h.member_id = asked.member_id`,
};

/** Of several members, whoever they are: numbers alone. */
export async function findNotificationHeads(
  database: Database,
  inboxes: readonly Inbox[],
): Promise<(Inbox & { readonly sequence: number })[]> {
  const rows = await database.single<{ employer_id: string; member_id: string; sequence: number }>(
    'app',
    { sweep: true },
    findHeadsStatement,
    [inboxes.map(({ employerId }) => employerId), inboxes.map(({ memberId }) => memberId)],
  );
  return rows.map(({ employer_id, member_id, sequence }) => ({
    employerId: employer_id,
    memberId: member_id,
    sequence,
  }));
}

/** Across tenants, as its policy allows: older than 90 days, and all but the newest thousand of a member. */
export async function deleteOldNotifications(tx: Tx): Promise<number> {
  await execute(tx, `DELETE FROM notifications WHERE created_at < now() - interval '90 days'`);
  return execute(
    tx,
    `DELETE FROM notifications n USING notification_heads h
      WHERE n.employer_id = h.employer_id AND n.member_id = h.member_id AND n.sequence <= h.sequence - 1000`,
  );
}
