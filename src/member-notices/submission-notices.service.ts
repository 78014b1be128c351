import { Injectable } from '@nestjs/common';
import { roleMay } from '../common/access/permissions.js';
import { isId, newId } from '../common/identifiers/identifiers.js';
import { Database, type Tx } from '../database/database.js';
import type { EventConsumer } from '../events/journal-reader.js';
import type { JournalEvent } from '../events/journal.queries.js';
import { enqueue } from '../jobs/jobs.queries.js';
import { dayOfLeaving, nextDigest, nextInstantNotice } from './notice.rules.js';
import {
  findNoticeRecipient,
  listNoticeReaders,
  type NoticeReaderRow,
} from './notification-settings.queries.js';
import {
  closeNotice,
  insertNotice,
  listDueNotices,
  lockDueNotice,
  lockOpenNotice,
  moveNotice,
  readClock,
  readTold,
  removeOldNotices,
} from './submission-notices.queries.js';

/** The kind of the job that sends one; member-notices.jobs.ts says what it does. */
export const sendNoticeKind = 'send_submission_notice';

/**
 * Collects submissions into mails to the members. A notice is opened by the first submission that it tells of, stays open until it
 * is due, and then tells of all that the journal holds by then. So there is none where nothing happened, and one after however
 * many days this was not running.
 */
@Injectable()
export class SubmissionNoticesService {
  constructor(private readonly database: Database) {}

  /** Follows the journal: one pass for each submission, exactly once, in the tenant's scope. */
  readonly consumer: EventConsumer = {
    name: 'submission_notices',
    startsAt: 'now',
    batchSize: 200,
    wants: (type) => type === 'attempt.submitted',
    apply: (tx, event) => collect(tx, event),
  };

  /**
   * A round over all employers: closes what is due and asks for its mail, in one transaction each.
   *
   * @returns how many it has closed or put off.
   */
  async sweep(limit: number): Promise<number> {
    const due = await this.database.read({ sweep: true }, (db) => listDueNotices(db, limit));
    let settled = 0;
    for (const { employer_id: employerId, id } of due) {
      const isSettled = await this.database.transaction({ employerId }, (tx) => settle(tx, employerId, id));
      if (isSettled) settled += 1;
    }
    return settled;
  }
}

async function collect(tx: Tx, event: JournalEvent): Promise<void> {
  const { employerId } = event;
  const { assessmentId } = JSON.parse(event.payload) as { assessmentId?: unknown };
  if (!isId(assessmentId)) throw new Error('A submission without an assessment stands in the journal.');
  const now = await readClock(tx);
  for (const reader of await listNoticeReaders(tx, employerId)) {
    if (reader.submissions === 'off' || !roleMay(reader.role, 'results.read')) continue;
    await openFor(tx, event, assessmentId, reader, now);
  }
}

async function openFor(
  tx: Tx,
  { employerId, sequence }: JournalEvent,
  submittedTo: string,
  reader: NoticeReaderRow,
  now: Date,
): Promise<void> {
  const { member_id: memberId } = reader;
  const assessmentId = reader.submissions === 'instant' ? submittedTo : null;
  if (await lockOpenNotice(tx, employerId, memberId, assessmentId)) return;
  const told = await readTold(tx, employerId, memberId, submittedTo);
  // The notice before was closed with all that the journal held, which may be more than had been read here.
  if (told.through_sequence !== null && BigInt(sequence) <= BigInt(told.through_sequence)) return;
  const digest = { hour: reader.digest_hour, timeZone: reader.time_zone };
  const due =
    assessmentId === null
      ? nextDigest(digest, told.last_day ?? undefined, now)
      : { day: null, dueAt: nextInstantNotice(told.last_closed_at ?? undefined, now) };
  const afterSequence = String(BigInt(sequence) - 1n);
  await insertNotice(tx, { employerId, id: newId(), memberId, assessmentId, afterSequence, ...due });
}

async function settle(tx: Tx, employerId: string, id: string): Promise<boolean> {
  const notice = await lockDueNotice(tx, employerId, id);
  if (notice === undefined) return false;
  const { member_id: memberId, assessment_id: assessmentId } = notice;
  const recipient = await findNoticeRecipient(tx, employerId, memberId);
  let { day } = notice;
  if (day !== null && recipient !== undefined) {
    const { last_day: lastDay } = await readTold(tx, employerId, memberId, null);
    const digest = { hour: recipient.digest_hour, timeZone: recipient.time_zone };
    const leaving = dayOfLeaving({ day }, digest.timeZone, lastDay ?? undefined, notice.now);
    if (leaving === undefined) {
      await moveNotice(tx, employerId, id, nextDigest(digest, lastDay ?? undefined, notice.now));
      return true;
    }
    day = leaving;
  }
  await closeNotice(tx, employerId, id, day);
  await removeOldNotices(tx, employerId, memberId, assessmentId);
  if (isWanted(recipient))
    await enqueue(tx, { employerId, kind: sendNoticeKind, key: id, payload: { noticeId: id } });
  return true;
}

/** Whoever may no longer read results, or wants to hear nothing, gets no mail about what was collected before either. */
export function isWanted(
  recipient: Pick<NoticeReaderRow, 'role' | 'submissions'> | undefined,
): recipient is NonNullable<typeof recipient> {
  return (
    recipient !== undefined && recipient.submissions !== 'off' && roleMay(recipient.role, 'results.read')
  );
}
