import { describe, expect, it } from 'vitest';
import { fateOfInvitationMail, inviteMailOf } from './invite-mail.rules.js';

const invite = { status: 'pending', sent_count: 1, assessment_status: 'active', is_past: false } as const;

describe('an invitation whose turn has come', () => {
  it('is sent where it can be followed', () => {
    expect(fateOfInvitationMail(invite)).toBe('sent');
  });

  it.each(['draft', 'closed'] as const)('waits while the assessment is %s', (assessment_status) => {
    expect(fateOfInvitationMail({ ...invite, assessment_status })).toBe('waits');
  });

  it('waits behind the last day, which may be moved', () => {
    expect(fateOfInvitationMail({ ...invite, is_past: true })).toBe('waits');
  });

  it('is dropped where the assessment never opens again', () => {
    expect(fateOfInvitationMail({ ...invite, assessment_status: 'archived' })).toBe('dropped');
  });

  it.each(['started', 'submitted', 'expired', 'revoked'] as const)('is dropped for who has %s', (status) => {
    expect(fateOfInvitationMail({ ...invite, status })).toBe('dropped');
  });

  it.each([
    ['pending', 'sent'],
    ['started', 'sent'],
    ['submitted', 'dropped'],
    ['expired', 'dropped'],
    ['revoked', 'dropped'],
  ] as const)('with a further link, for an invite that is %s: %s', (status, fate) => {
    expect(fateOfInvitationMail({ ...invite, status, sent_count: 2 })).toBe(fate);
  });
});

describe('how far the mail is', () => {
  const at = new Date('2026-03-01T12:00:00Z');
  const wanted = {
    mail_wanted: true,
    mail_job_id: 'job',
    mailed_at: null,
    mail_job_state: null,
    mail_job_ended_at: null,
  } as const;

  it.each([
    [{ ...wanted, mail_wanted: false, mail_job_id: null }, undefined],
    [
      { ...wanted, mail_job_id: null },
      { state: 'waiting', at: null },
    ],
    [
      { ...wanted, mail_job_state: 'queued' },
      { state: 'queued', at: null },
    ],
    [
      { ...wanted, mail_job_state: 'running' },
      { state: 'queued', at: null },
    ],
    [
      { ...wanted, mailed_at: at, mail_job_state: 'done' },
      { state: 'sent', at },
    ],
    [
      { ...wanted, mailed_at: at },
      { state: 'sent', at },
    ],
    [
      { ...wanted, mail_job_state: 'dead', mail_job_ended_at: at },
      { state: 'failed', at },
    ],
    [wanted, { state: 'failed', at: null }],
  ] as const)('%j is %j', (progress, expected) => {
    expect(inviteMailOf(progress)).toEqual(expected);
  });
});
