import { describe, expect, it } from 'vitest';
import { offeredActs } from './assessment-acts.js';

describe('the acts that an assessment is offered', () => {
  it.each([
    ['draft', 0, ['duplicate', 'archive', 'delete']],
    ['active', 1, ['duplicate', 'close']],
    ['closed', 2, ['duplicate', 'reopen', 'archive']],
    ['archived', 2, ['duplicate']],
  ] as const)('%s with %d versions: %j', (status, latestVersionNumber, acts) => {
    expect(offeredActs({ status, latestVersionNumber })).toEqual(acts);
  });
});
