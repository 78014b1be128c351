import { describe, expect, it } from 'vitest';
import { changedPart, differences, merged } from './edit-merge.js';

const base = { title: 'T', minutes: 30 as number | null, tags: ['a'] };

describe('an edit of something that somebody else has changed', () => {
  it('sends only what it changed', () => {
    expect(changedPart(base, { ...base, tags: ['a'] })).toEqual({});
    expect(changedPart(base, { ...base, minutes: null })).toEqual({ minutes: null });
  });

  it('tells contested fields from those that one side left alone', () => {
    const mine = { ...base, title: 'Mine', tags: ['a', 'b'] };
    const theirs = { ...base, title: 'Theirs', minutes: 45 as number | null };
    expect(differences(base, mine, theirs)).toEqual([
      { field: 'title', mine: 'Mine', theirs: 'Theirs', isContested: true, proposal: 'mine' },
      { field: 'minutes', mine: 30, theirs: 45, isContested: false, proposal: 'theirs' },
      { field: 'tags', mine: ['a', 'b'], theirs: ['a'], isContested: false, proposal: 'mine' },
    ]);
    expect(differences(base, theirs, theirs)).toEqual([]);
  });

  it('is put together from the choices, by field', () => {
    const mine = { ...base, title: 'Mine', minutes: null as number | null };
    const theirs = { ...base, title: 'Theirs', minutes: 45 as number | null };
    expect(merged(mine, theirs, { title: 'theirs', minutes: 'mine' })).toEqual({
      ...base,
      title: 'Theirs',
      minutes: null,
    });
    expect(merged(mine, theirs, {})).toEqual(theirs);
  });
});
