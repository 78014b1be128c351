import { describe, expect, it } from 'vitest';
import { signInSearch } from './sign-in-search.js';

describe('where to go after signing in', () => {
  it.each(['/assessments', '/assessments/1?tab=results#top'])('keeps %s', (next) =>
    expect(signInSearch({ next })).toEqual({ next }),
  );

  it.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '',
    7,
    undefined,
  ])('drops %s', (next) => expect(signInSearch({ next })).toEqual({}));
});
