import { describe, expect, it } from 'vitest';
import type { EventType } from '../events/event-types.js';
import { notifies, recipientsOf } from './notification.rules.js';

const members = [
  { id: 'olga', role: 'owner' },
  { id: 'otto', role: 'owner' },
  { id: 'anna', role: 'author' },
  { id: 'rita', role: 'reviewer' },
] as const;

const by = (type: Parameters<typeof notifies>[0], actorType: string, actorId: string | null) =>
  recipientsOf({ type, actorType, actorId, subjectId: 'rita' }, members);

describe('who is notified', () => {
  it('of a submission: every member', () => {
    expect(by('attempt.submitted', 'candidate', 'someone')).toEqual(['olga', 'otto', 'anna', 'rita']);
  });

  it('of what members, keys and roles do: owners, and whom it concerns', () => {
    expect(by('api_key.created', 'member', 'olga')).toEqual(['otto']);
    expect(by('webhook.disabled', 'system', null)).toEqual(['olga', 'otto']);
    expect(by('member.joined', 'member', 'rita')).toEqual(['olga', 'otto']);
    expect(by('member.role_changed', 'member', 'otto')).toEqual(['olga', 'rita']);
  });

  it('of an act: not who did it, but everybody where a key did it', () => {
    expect(by('assessment.published', 'member', 'anna')).toEqual(['olga', 'otto']);
    expect(by('assessment.published', 'api_key', 'anna')).toEqual(['olga', 'otto', 'anna']);
  });

  it('of a submission that no longer counts: whoever was told of it', () => {
    expect(by('attempt.reopened', 'member', 'anna')).toEqual(['olga', 'otto', 'rita']);
  });

  it('of the rest: nobody', () => {
    expect(notifies('attempt.started')).toBe(false);
    expect(notifies('of.later' as EventType)).toBe(false);
    expect(by('question.changed', 'member', 'anna')).toEqual([]);
  });
});
