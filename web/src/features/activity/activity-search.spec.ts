import { describe, expect, it } from 'vitest';
import { activitySearch, startOfDay } from './activity-search.js';

describe('what is looked for', () => {
  const actor = '0198c0de-0000-7000-8000-000000000000';

  it('stands in the address', () => {
    const search = { group: 'people', actor, assessment: actor, from: '2026-03-01', until: '2026-03-02' };
    expect(activitySearch(search)).toEqual(search);
  });

  it('is nothing where the address holds nonsense', () => {
    expect(
      activitySearch({ group: 'x', actor: 'me', assessment: 7, from: '2026-13-45', until: 'today' }),
    ).toEqual({});
  });

  it('takes a day from its beginning to the beginning of the next, by the reader’s clock', () => {
    expect(startOfDay('2026-03-31')).toBe(new Date(2026, 2, 31).toISOString());
    expect(startOfDay('2026-03-31', 1)).toBe(new Date(2026, 3, 1).toISOString());
  });
});
