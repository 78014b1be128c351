import { describe, expect, it } from 'vitest';
import { nextSort, resultsSearch, withoutPlace } from './results-search.js';

describe('the address of a list of results', () => {
  it('is kept where it makes sense', () => {
    const search = {
      q: 'anna',
      passed: false,
      version: 2,
      reason: 'ended',
      sort: 'name',
      order: 'asc',
      after: 'x',
    };
    expect(resultsSearch(search)).toEqual(search);
  });

  it.each([
    [{ q: ' ' }, {}],
    [{ q: 2026 }, { q: '2026' }],
    [{ q: true }, { q: 'true' }],
    [{ q: ['a'] }, {}],
    [{ passed: 'yes' }, {}],
    [{ version: 1.5 }, {}],
    [{ version: -1 }, {}],
    [{ reason: 'toString', sort: 'percent', order: 'up', after: 7, other: 1 }, {}],
  ])('%j is read as %j', (search, read) => expect(resultsSearch(search)).toEqual(read));

  it('begins a new order at its start, and turns one about that is pressed again', () => {
    expect(nextSort({ q: 'a', after: 'place' }, 'score')).toEqual({ q: 'a', sort: 'score', order: 'desc' });
    expect(nextSort({ sort: 'score', order: 'desc' }, 'score')).toEqual({ sort: 'score', order: 'asc' });
    expect(nextSort({ sort: 'score', order: 'asc' }, 'name')).toEqual({ sort: 'name', order: 'asc' });
    expect(nextSort({}, 'finishedAt')).toEqual({ sort: 'finishedAt', order: 'asc' });
    expect(withoutPlace({ q: 'a', after: 'place' })).toEqual({ q: 'a' });
  });
});
