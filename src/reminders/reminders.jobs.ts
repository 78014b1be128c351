import { defineJob, type JobHandler } from '../jobs/job-handler.js';
import { idIn } from '../jobs/job-payload.js';
import type { RelayRule } from '../jobs/relay.js';
import { mailJobSeconds } from '../mail/mail-delivery.js';
import type { ReminderMailService } from './reminder-mail.service.js';
import { sendReminderKind, type ReminderPlanningService } from './reminder-planning.service.js';

const planRemindersKind = 'plan_reminders';

export function reminderJobs(
  planning: ReminderPlanningService,
  mails: ReminderMailService,
): readonly JobHandler[] {
  return [
    defineJob({
      kind: planRemindersKind,
      backoff: 'import',
      limitSeconds: 300,
      decode: (payload) => ({ assessmentId: idIn(payload, 'assessmentId') }),
      run: (job) => planning.planAssessment(job),
    }),
    defineJob({
      kind: sendReminderKind,
      backoff: 'mail',
      limitSeconds: mailJobSeconds,
      decode: (payload) => ({ inviteId: idIn(payload, 'inviteId'), number: numberIn(payload) }),
      run: (job) => mails.send(job),
    }),
  ];
}

/**
 * What makes other times of the reminders of an assessment. What only stops them is not among it: that is found out when one
 * is due. The jobs have no key: one that runs may have read before this event, and the event needs another.
 */
export const reminderRelay: RelayRule = {
  types: [
    'assessment.reminders_changed',
    'assessment.published',
    'assessment.reopened',
    'invites.created',
    'invite.resent',
  ],
  jobs: ({ subjectType, subjectId, payload }) => {
    const assessmentId =
      subjectType === 'assessment' ? subjectId : idIn(JSON.parse(payload) as unknown, 'assessmentId');
    return [{ kind: planRemindersKind, payload: { assessmentId } }];
  },
};

function numberIn(payload: unknown): number {
  const value = (payload as Record<string, unknown> | null)?.['number'];
  if (!Number.isSafeInteger(value)) throw new TypeError('The reminder has no number.');
  return value as number;
}
