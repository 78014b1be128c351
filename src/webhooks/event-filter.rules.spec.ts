import { describe, expect, it } from 'vitest';
import { filterProblem, matchesFilter, mostFilterPatterns } from './event-filter.rules.js';

const types = ['attempt.started', 'attempt.submitted', 'assessment.published', 'api_key.created'];

describe('the filter of an endpoint', () => {
  it.each([
    [['*'], types],
    [['attempt.*'], ['attempt.started', 'attempt.submitted']],
    [['attempt.submitted'], ['attempt.submitted']],
    [
      ['api_key.*', 'attempt.started'],
      ['attempt.started', 'api_key.created'],
    ],
    [['attempt'], []],
    [['attempt.*.x'], []],
    [['*.submitted'], []],
    [['att*'], ['attempt.started', 'attempt.submitted']],
    [[], []],
  ])('%j', (patterns, expected) => {
    expect(types.filter((type) => matchesFilter(patterns, type))).toEqual(expected);
  });

  it('takes a group by its whole name', () => {
    expect(matchesFilter(['attempt.*'], 'attempts.moved')).toBe(false);
    expect(matchesFilter(['attempt.*'], 'attempt.')).toBe(false);
    expect(matchesFilter(['attempt.*'], 'attempt.answer.saved')).toBe(true);
  });
});

describe('a filter that is saved', () => {
  it.each([[['*']], [['attempt.*', 'api_key.created']], [['attempt.started', 'attempt.*']]])(
    'may be %j',
    (patterns) => {
      expect(filterProblem(patterns, types)).toBeUndefined();
    },
  );

  it.each([
    [[], { code: 'empty' }],
    [Array<string>(mostFilterPatterns + 1).fill('*'), { code: 'too-many' }],
    [['*', 'att*'], { index: 1, code: 'malformed' }],
    [['*.submitted'], { index: 0, code: 'malformed' }],
    [['attempt.'], { index: 0, code: 'malformed' }],
    [['Attempt.started'], { index: 0, code: 'malformed' }],
    [[' *'], { index: 0, code: 'malformed' }],
    [[''], { index: 0, code: 'malformed' }],
    [[`${'a.'.repeat(100_000)}*`], { index: 0, code: 'malformed' }],
    [['*', 'attempt.*', '*'], { index: 2, code: 'duplicate' }],
    [['*', 'attempt.submited'], { index: 1, code: 'matches-nothing' }],
    [['invite.*'], { index: 0, code: 'matches-nothing' }],
    [['__proto__'], { index: 0, code: 'matches-nothing' }],
  ])('may not be this: %#', (patterns, problem) => {
    expect(filterProblem(patterns, types)).toMatchObject(problem);
  });
});
