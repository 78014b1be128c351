import type { AssessmentStatus } from '../assessments/assessment.rules.js';
import type { InviteStatus } from './invite.rules.js';

interface InvitationMailFacts {
  readonly status: InviteStatus;
  /** How many links the invite has had. */
  readonly sent_count: number;
  readonly assessment_status: AssessmentStatus;
  /** Whether the assessment has closed by its own date. */
  readonly is_past: boolean;
}

/**
 * What becomes of an invitation whose turn has come. One to a closed door waits, because the door may be opened again. Who
 * has begun needs no invitation, but may well need the new link for which a further one was asked.
 */
export function fateOfInvitationMail(invite: InvitationMailFacts): 'sent' | 'waits' | 'dropped' {
  const isNeeded = invite.status === 'pending' || (invite.status === 'started' && invite.sent_count > 1);
  if (!isNeeded || invite.assessment_status === 'archived') return 'dropped';
  return invite.assessment_status === 'active' && !invite.is_past ? 'sent' : 'waits';
}

export const inviteMailStates = ['waiting', 'queued', 'sent', 'failed'] as const;
export type InviteMailState = (typeof inviteMailStates)[number];

interface InviteMailProgress {
  readonly mail_wanted: boolean;
  readonly mail_job_id: string | null;
  readonly mailed_at: Date | null;
  /** Null where the queue has forgotten the job, which it does long after the end of it. */
  readonly mail_job_state: 'queued' | 'running' | 'done' | 'dead' | null;
  readonly mail_job_ended_at: Date | null;
}

export interface InviteMail {
  readonly state: InviteMailState;
  /** When it was sent, or given up. */
  readonly at: Date | null;
}

/** How far the newest invitation mail is; undefined where none is wanted. */
export function inviteMailOf(progress: InviteMailProgress): InviteMail | undefined {
  if (!progress.mail_wanted) return undefined;
  if (progress.mailed_at !== null) return { state: 'sent', at: progress.mailed_at };
  if (progress.mail_job_id === null) return { state: 'waiting', at: null };
  return progress.mail_job_state === 'queued' || progress.mail_job_state === 'running'
    ? { state: 'queued', at: null }
    : { state: 'failed', at: progress.mail_job_ended_at };
}
