import { describe, expect, it } from 'vitest';
import { assessmentListSearch } from './assessment-list-search.js';

describe('what an address of the list says', () => {
  it.each([
    [{}, {}],
    [
      { status: 'draft', q: ' maths ' },
      { status: 'draft', q: 'maths' },
    ],
    [{ status: 'gone', q: '' }, {}],
    [{ q: 2024 }, { q: '2024' }],
    [{ q: ['a'], status: 7 }, {}],
    [{ q: 'x'.repeat(300) }, { q: 'x'.repeat(200) }],
  ])('%j is %j', (search, read) => {
    expect(assessmentListSearch(search)).toEqual(read);
  });
});
