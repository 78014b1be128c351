import { FoundationCreate1763600000000 } from '../../migrations/1763600000000-foundation-create.js';
import { EmployersCreate1763600001000 } from '../../migrations/1763600001000-employers-create.js';
import { EventsCreate1763600002000 } from '../../migrations/1763600002000-events-create.js';
import { AssessmentsCreate1763600003000 } from '../../migrations/1763600003000-assessments-create.js';
import { VersionsCreate1763600004000 } from '../../migrations/1763600004000-versions-create.js';
import { AttemptsCreate1763600005000 } from '../../migrations/1763600005000-attempts-create.js';
import { CandidateFunctionsCreate1763600006000 } from '../../migrations/1763600006000-candidate-functions-create.js';
import { ImportsCreate1763600007000 } from '../../migrations/1763600007000-imports-create.js';
import { ResultsIndexesCreate1763600008000 } from '../../migrations/1763600008000-results-indexes-create.js';
import { FinishFunctionsCreate1763600009000 } from '../../migrations/1763600009000-finish-functions-create.js';
import { JobsCreate1763600010000 } from '../../migrations/1763600010000-jobs-create.js';
import { MailsCreate1763600012000 } from '../../migrations/1763600012000-mails-create.js';
import { RemindersCreate1763600013000 } from '../../migrations/1763600013000-reminders-create.js';
import { OneTimeCodesCreate1763600014000 } from '../../migrations/1763600014000-one-time-codes-create.js';
import { WebhooksCreate1763600015000 } from '../../migrations/1763600015000-webhooks-create.js';
import { NotificationsCreate1763600016000 } from '../../migrations/1763600016000-notifications-create.js';
import { EventCursorsPositionAdd1763600017000 } from '../../migrations/1763600017000-event-cursors-position-add.js';
import { AttemptTimesCreate1763600018000 } from '../../migrations/1763600018000-attempt-times-create.js';
import { EventInboxReceivedAtAdd1763600019000 } from '../../migrations/1763600019000-event-inbox-received-at-add.js';
import { AttemptWriterCreate1763600021000 } from '../../migrations/1763600021000-attempt-writer-create.js';
import { LandingFactsCreate1763600021001 } from '../../migrations/1763600021001-landing-facts-create.js';
import { FindInviteTimeLimitAdd1763600021500 } from '../../migrations/1763600021500-find-invite-time-limit-add.js';

/** Listed, not found by a pattern: what runs is what stands here, in this order. */
export const migrations = [
  FoundationCreate1763600000000,
  EmployersCreate1763600001000,
  EventsCreate1763600002000,
  AssessmentsCreate1763600003000,
  VersionsCreate1763600004000,
  AttemptsCreate1763600005000,
  CandidateFunctionsCreate1763600006000,
  ImportsCreate1763600007000,
  ResultsIndexesCreate1763600008000,
  FinishFunctionsCreate1763600009000,
  JobsCreate1763600010000,
  MailsCreate1763600012000,
  RemindersCreate1763600013000,
  OneTimeCodesCreate1763600014000,
  WebhooksCreate1763600015000,
  NotificationsCreate1763600016000,
  EventCursorsPositionAdd1763600017000,
  AttemptTimesCreate1763600018000,
  EventInboxReceivedAtAdd1763600019000,
  AttemptWriterCreate1763600021000,
  LandingFactsCreate1763600021001,
  FindInviteTimeLimitAdd1763600021500,
];
