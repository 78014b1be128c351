import { describe, expect, it } from 'vitest';
import { candidateContent, emptyBody, type SingleChoiceBody } from './question-body.js';
import { emptyValues, toChange, toNewQuestion } from './question-values.js';
import { questionKinds } from './new-question-search.js';

describe('the values of the editor', () => {
  it('send kind, content and key together, and otherwise only what is given', () => {
    const body = emptyBody('true_false');
    expect(toChange({ points: 2 })).toEqual({ points: 2 });
    expect(toChange({ explanation: null, body })).toEqual({
      explanation: null,
      kind: 'true_false',
      content: {},
      key: { correct: true },
    });
  });

  it('make a new question without what identifies an old one', () => {
    const question = toNewQuestion({ ...emptyValues('numeric'), text: 'How many?' });
    expect(Object.keys(question).sort()).toEqual(
      [
        'category',
        'content',
        'difficulty',
        'explanation',
        'key',
        'kind',
        'points',
        'tags',
        'text',
        'timeLimitSeconds',
        'title',
      ].sort(),
    );
  });

  it('begin with options whose ids say nothing', () => {
    const ids = (): string[] =>
      (emptyBody('single_choice') as SingleChoiceBody).content.options.map(({ id }) => id);
    const all = [...ids(), ...ids()];
    expect(new Set(all).size).toBe(6);
    for (const id of all) expect(id).toMatch(/^[0-9a-f]{16}$/);
  });

  it.each(questionKinds)('show a candidate of %s nothing of the key', (kind) => {
    const body = emptyBody(kind);
    const shown = JSON.stringify(candidateContent(body, String));
    for (const name of Object.keys(body.key)) expect(shown).not.toContain(`"${name}"`);
    expect(shown).not.toContain('shuffleOptions');
  });
});
