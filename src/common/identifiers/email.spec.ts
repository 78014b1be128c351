import { describe, expect, it } from 'vitest';
import { canonicalEmail } from './email.js';

describe('canonicalEmail', () => {
  it.each([
    ['Anna.Berg@Example.ORG', 'anna.berg@example.org'],
    ['a+b@bücher.example', 'a+b@xn--bcher-kva.example'],
    ['root@localhost', 'root@localhost'],
  ])('reads %s', (typed, canonical) => {
    expect(canonicalEmail(typed)).toBe(canonical);
  });

  it.each([
    'plain',
    '@example.org',
    'anna@',
    'anna@example.org.',
    '\u212Aelvin@example.org',
    '"a@b"@example.org',
    'anna@@example.org',
    'anna(comment)@example.org',
    'anna@example.org\r\nBcc: x@example.org',
    ' anna@example.org',
    `${'a'.repeat(65)}@example.org`,
    'anna@0x7f.1',
  ])('refuses %j', (typed) => {
    expect(canonicalEmail(typed)).toBeUndefined();
  });
});
