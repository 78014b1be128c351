import type { INestApplicationContext } from '@nestjs/common';
import { memberInvitationJob, passwordMailJobs } from './auth/auth.jobs.js';
import { MemberMailService } from './auth/member-mail.service.js';
import { PasswordMailsService } from './auth/password-mails.service.js';
import { PasswordResetService } from './auth/password-reset.service.js';
import { SignInThrottle } from './auth/sign-in-throttle.js';
import { oneTimeCodeJob } from './email-verification/email-verification.jobs.js';
import { EmailVerificationService } from './email-verification/email-verification.service.js';
import { EventsService } from './events/events.service.js';
import type { JournalConsumer } from './events/journal-reader.js';
import { IdempotencyService } from './idempotency/idempotency.service.js';
import { InvitationMailService } from './invites/invitation-mail.service.js';
import { invitationJobs, invitationRelay } from './invites/invites.jobs.js';
import type { JobHandler } from './jobs/job-handler.js';
import { JobOperations } from './jobs/job-operations.js';
import type { PeriodicTask } from './jobs/periodic-runner.js';
import { relayOf, type RelayRule } from './jobs/relay.js';
import { notificationConsumer } from './notifications/notification-consumer.js';
import { NotificationsService } from './notifications/notifications.service.js';
import { memberNoticeJobs } from './member-notices/member-notices.jobs.js';
import { NoticeMailService } from './member-notices/notice-mail.service.js';
import { SubmissionNoticesService } from './member-notices/submission-notices.service.js';
import { QuestionImportService } from './question-import/question-import.service.js';
import { ReadingService } from './question-import/reading.service.js';
import { OutboxService } from './mail/outbox.service.js';
import { ReminderMailService } from './reminders/reminder-mail.service.js';
import { ReminderPlanningService } from './reminders/reminder-planning.service.js';
import { reminderJobs, reminderRelay } from './reminders/reminders.jobs.js';
import { FinishService } from './submissions/finish.service.js';
import { ReceiptMailService } from './submissions/receipt-mail.service.js';
import { receiptJob, receiptRelay } from './submissions/submissions.jobs.js';
import { DisabledMailService } from './webhooks/disabled-mail.service.js';
import { DispatcherService } from './webhooks/dispatcher.service.js';
import { webhookConsumer } from './webhooks/fan-out.js';
import { LaneService } from './webhooks/lane.service.js';
import { disabledMailJobs, disabledWebhookRelay, laneJob } from './webhooks/webhooks.jobs.js';

const second = 1_000;
const attemptsPerRound = 100;
const mailsPerRound = 100;

/** The kinds of jobs and what does them: one line each. This is the only file that knows both the queue and the features. */
export function jobHandlers(app: INestApplicationContext): readonly JobHandler[] {
  const strict = { strict: false };
  return [
    memberInvitationJob(app.get(MemberMailService, strict)),
    ...passwordMailJobs(app.get(PasswordMailsService, strict)),
    ...invitationJobs(app.get(InvitationMailService, strict)),
    oneTimeCodeJob(app.get(EmailVerificationService, strict)),
    receiptJob(app.get(ReceiptMailService, strict)),
    laneJob(app.get(LaneService, strict)),
    ...disabledMailJobs(app.get(DisabledMailService, strict)),
    ...reminderJobs(app.get(ReminderPlanningService, strict), app.get(ReminderMailService, strict)),
    ...memberNoticeJobs(app.get(NoticeMailService, strict)),
  ];
}

/** Which events ask for which jobs. */
const relayRules: readonly RelayRule[] = [invitationRelay, receiptRelay, reminderRelay, disabledWebhookRelay];

/** Everybody who follows the journal. */
export function journalConsumers(app: INestApplicationContext): readonly JournalConsumer[] {
  const notices = app.get(SubmissionNoticesService, { strict: false }).consumer;
  return [relayOf(relayRules), notices, notificationConsumer, webhookConsumer()];
}

/** What is found to be due in a table, without a queue. */
export function periodicTasks(app: INestApplicationContext): readonly PeriodicTask[] {
  const strict = { strict: false };
  return [
    {
      name: 'finish-due-attempts',
      everyMilliseconds: second,
      run: async () => {
        // A full round may not be the last one: hundreds of attempts often end in the same second.
        while ((await app.get(FinishService, strict).sweep(attemptsPerRound)) === attemptsPerRound);
      },
    },
    {
      name: 'ask-for-due-reminders',
      everyMilliseconds: 5 * second,
      run: async () => {
        while ((await app.get(ReminderPlanningService, strict).sweep(mailsPerRound)) === mailsPerRound);
      },
    },
    {
      name: 'ask-for-due-notices',
      everyMilliseconds: 5 * second,
      run: async () => {
        while ((await app.get(SubmissionNoticesService, strict).sweep(mailsPerRound)) === mailsPerRound);
      },
    },
    {
      name: 'read-abandoned-imports',
      everyMilliseconds: 30 * second,
      run: async () => void (await app.get(ReadingService, strict).readAbandoned()),
    },
    {
      name: 'dispatch-webhooks',
      everyMilliseconds: second / 4,
      run: async () => void (await app.get(DispatcherService, strict).dispatch()),
    },
    {
      name: 'purge-webhook-deliveries',
      everyMilliseconds: 3_600 * second,
      run: () => app.get(DispatcherService, strict).purge(),
    },
    {
      name: 'purge-imports',
      everyMilliseconds: 3_600 * second,
      run: () => app.get(QuestionImportService, strict).purge(),
    },
    {
      name: 'purge-idempotency-keys',
      everyMilliseconds: 3_600 * second,
      run: () => app.get(IdempotencyService, strict).purge(),
    },
    {
      name: 'purge-jobs',
      everyMilliseconds: 3_600 * second,
      run: () => app.get(JobOperations, strict).purge(),
    },
    {
      name: 'purge-event-inbox',
      everyMilliseconds: 3_600 * second,
      run: () => app.get(EventsService, strict).purgeInbox(),
    },
    {
      name: 'purge-mails',
      everyMilliseconds: 3_600 * second,
      run: () => app.get(OutboxService, strict).purge(),
    },
    {
      name: 'purge-notifications',
      everyMilliseconds: 3_600 * second,
      run: () => app.get(NotificationsService, strict).purge(),
    },
    {
      name: 'purge-one-time-codes',
      everyMilliseconds: 3_600 * second,
      run: () => app.get(EmailVerificationService, strict).purge(),
    },
    {
      name: 'send-password-resets',
      everyMilliseconds: second,
      run: () => app.get(PasswordResetService, strict).sendRequested(),
    },
    {
      name: 'purge-password-resets',
      everyMilliseconds: 3_600 * second,
      run: () => app.get(PasswordResetService, strict).purge(),
    },
    {
      name: 'purge-sign-in-counters',
      everyMilliseconds: 3_600 * second,
      run: () => app.get(SignInThrottle, strict).purge(),
    },
  ];
}
