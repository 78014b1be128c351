import { describe, expect, it } from 'vitest';
import { sentenceContext, sentenceCount, sentenceValues, type ToldEvent } from './event-facts.js';

const event: ToldEvent = {
  type: 'attempt.submitted',
  actorType: 'candidate',
  actorId: 'c',
  subjectType: 'attempt',
  subjectId: 'attempt-1',
  payload: { assessmentId: 'assessment-1', percent: '87.50', passed: true },
};
const wording = {
  language: 'pl',
  role: (role: string) => `role ${role}`,
  unnamed: (kind: string) => `some ${kind}`,
};

describe('what a sentence is made of', () => {
  it('names those whom the reader may know, and says what the others are', () => {
    const named = sentenceValues(event, { 'attempt-1': 'Ada', 'assessment-1': 'Warehouse' }, wording);
    expect(named).toMatchObject({ subject: 'Ada', assessment: 'Warehouse', percent: '87,5' });
    const unnamed = sentenceValues(event, {}, wording);
    expect(unnamed).toMatchObject({ subject: 'some attempt', assessment: 'some assessment' });
  });

  it('calls what was deleted as it was called', () => {
    const deleted = { ...event, type: 'assessment.deleted', payload: { title: 'Office' } };
    expect(sentenceValues(deleted, {}, wording)['subject']).toBe('Office');
  });

  it('differs by what happened', () => {
    expect(sentenceContext(event)).toBe('passed');
    expect(sentenceContext({ ...event, payload: { passed: false } })).toBe('failed');
    expect(sentenceContext({ ...event, payload: { passed: null } })).toBeUndefined();
    expect(sentenceContext({ ...event, type: 'webhook.disabled', payload: { reason: 'gone' } })).toBe('gone');
  });

  it('counts what there is to count', () => {
    expect(sentenceCount({ ...event, payload: { questionCount: 3 } })).toBe(3);
    expect(sentenceCount(event)).toBeUndefined();
  });
});
