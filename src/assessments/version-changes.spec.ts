import { describe, expect, it } from 'vitest';
import { questionChanges, settingChanges, type ComparedQuestion } from './version-changes.js';

function question(id: string, fields: Partial<ComparedQuestion> = {}): ComparedQuestion {
  return {
    id,
    kind: 'true_false',
    text: `Question ${id}`,
    points: '1',
    content: {},
    key: { correct: true },
    explanation: null,
    ...fields,
  };
}

describe('what publishing would change', () => {
  const published = [question('a'), question('b'), question('c')];

  it('is nothing when the draft is as published, whatever form equal values have', () => {
    const draft = [question('a', { points: '1.0000' }), question('b'), question('c')];
    expect(questionChanges(published, draft)).toEqual({ changes: [], isReordered: false });
    const options = { options: [{ id: 'x', text: 'X' }], shuffleOptions: true };
    const turned = { shuffleOptions: true, options: [{ text: 'X', id: 'x' }] };
    expect(
      questionChanges([question('a', { content: options })], [question('a', { content: turned })]).changes,
    ).toEqual([]);
  });

  it('names what was added, removed and changed, with the parts that differ', () => {
    const draft = [
      question('a', { text: 'New words', key: { correct: false } }),
      question('c'),
      question('d'),
    ];
    expect(questionChanges(published, draft).changes).toEqual([
      { id: 'a', position: 1, text: 'New words', change: 'changed', parts: ['text', 'key'] },
      { id: 'd', position: 3, text: 'Question d', change: 'added', parts: [] },
      { id: 'b', position: 2, text: 'Question b', change: 'removed', parts: [] },
    ]);
  });

  it('tells another order apart from questions that only moved up', () => {
    expect(questionChanges(published, [question('b'), question('c')]).isReordered).toBe(false);
    expect(questionChanges(published, [question('z'), ...published]).isReordered).toBe(false);
    expect(questionChanges(published, [question('c'), question('a'), question('b')]).isReordered).toBe(true);
  });

  it('names the settings that differ', () => {
    const settings = {
      title: 'T',
      description: '',
      timeLimitMinutes: null,
      passMarkPercent: 50,
      opensAt: null,
      closesAt: null,
      shuffleQuestions: false,
      shuffleOptions: false,
      presentation: 'all',
      reviewPolicy: 'score',
    };
    expect(settingChanges(settings, { ...settings })).toEqual([]);
    expect(settingChanges(settings, { ...settings, timeLimitMinutes: 30, shuffleOptions: true })).toEqual([
      'timeLimitMinutes',
      'shuffleOptions',
    ]);
  });
});
