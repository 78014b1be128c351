import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database/database.js';
import type { RunningJob } from '../jobs/job-handler.js';
import { enqueue } from '../jobs/jobs.queries.js';
import { toInviteFacts, toRemindersSent, toSchedule } from './reminder-facts.js';
import { nextReminderAt } from './reminder.rules.js';
import { findSchedule } from './reminder-schedules.queries.js';
import {
  insertPlans,
  insertReminder,
  listDuePlans,
  listRemindable,
  lockDuePlans,
  lockPlans,
  readReminderFacts,
  setPlans,
  type PlannedReminder,
  type ReminderFactsRow,
} from './reminders.queries.js';

const invitesPerBatch = 500;

/** The kind of the job that sends one; reminders.jobs.ts says what it does. */
export const sendReminderKind = 'send_reminder';

/**
 * Computes when reminders are due, and asks for their mails when they are. A plan may be older than what it was computed from:
 * it says when to look, and looking decides.
 */
@Injectable()
export class ReminderPlanningService {
  constructor(private readonly database: Database) {}

  /** Plans all invites of an assessment anew, in short transactions. Safe to repeat from the start. */
  async planAssessment(job: RunningJob<{ readonly assessmentId: string }>): Promise<void> {
    const { employerId, payload } = job;
    let afterId: string | undefined;
    do {
      job.signal.throwIfAborted();
      afterId = await job.transaction(async (tx) => {
        const schedule = await findSchedule(tx, employerId, payload.assessmentId);
        if (schedule === undefined) return undefined;
        const ids = await listRemindable(tx, employerId, payload.assessmentId, afterId, invitesPerBatch);
        await insertPlans(tx, employerId, ids);
        await replan(tx, employerId, ids);
        return ids.length === invitesPerBatch ? ids.at(-1) : undefined;
      });
    } while (afterId !== undefined);
  }

  /**
   * A round over all employers: asks for the mails that are due. Each plan is moved in the transaction that asks, so that any
   * number of processes ask once.
   *
   * @returns how many plans it has moved.
   */
  async sweep(limit: number): Promise<number> {
    const due = await this.database.read({ sweep: true }, (db) => listDuePlans(db, limit));
    let moved = 0;
    for (const employerId of new Set(due.map((plan) => plan.employer_id))) {
      const ids = due.filter((plan) => plan.employer_id === employerId).map((plan) => plan.invite_id);
      moved += await this.database.transaction({ employerId }, (tx) => askForDue(tx, employerId, ids));
    }
    return moved;
  }
}

/** Computes the plans of these invites from what is true now. */
export async function replan(tx: Tx, employerId: string, inviteIds: readonly string[]): Promise<void> {
  if (inviteIds.length === 0) return;
  await lockPlans(tx, employerId, inviteIds);
  const rows = await readReminderFacts(tx, employerId, inviteIds);
  await setPlans(
    tx,
    employerId,
    rows.map((row) => ({ invite_id: row.invite_id, due_at: nextOf(row) ?? null })),
  );
}

async function askForDue(tx: Tx, employerId: string, candidates: readonly string[]): Promise<number> {
  const inviteIds = await lockDuePlans(tx, employerId, candidates);
  // Read after the lock: a reminder that another worker has just asked for is among the facts.
  const rows = await readReminderFacts(tx, employerId, inviteIds);
  const plans: PlannedReminder[] = [];
  for (const row of rows) {
    const next = nextOf(row);
    const isDue = next !== undefined && next <= row.now;
    if (isDue) await askForMail(tx, employerId, row);
    const following = isDue
      ? nextReminderAt(toInviteFacts(row), toSchedule(row), { lastAt: row.now, isPending: true }, row.now)
      : next;
    plans.push({ invite_id: row.invite_id, due_at: following ?? null });
  }
  await setPlans(tx, employerId, plans);
  return plans.length;
}

async function askForMail(tx: Tx, employerId: string, row: ReminderFactsRow): Promise<void> {
  const { invite_id: inviteId } = row;
  const number = row.reminder_count + 1;
  const jobId = await enqueue(tx, { employerId, kind: sendReminderKind, payload: { inviteId, number } });
  if (jobId === undefined) throw new Error('A job without a key was taken for another one.');
  await insertReminder(tx, { employerId, inviteId, number, jobId });
}

function nextOf(row: ReminderFactsRow): Date | undefined {
  return nextReminderAt(toInviteFacts(row), toSchedule(row), toRemindersSent(row), row.now);
}
