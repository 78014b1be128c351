import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { describe, expect, it } from 'vitest';
import { EmailAddress, PlainText } from './plain-text.decorator.js';

class Body {
  @PlainText({ maximum: 10 })
  title!: string;

  @PlainText({ maximum: 10, multiline: true, blank: true })
  notes!: string;

  @EmailAddress()
  email!: string;
}

function check(given: object): { readonly body: Body; readonly broken: Record<string, string[]> } {
  const body = plainToInstance(Body, { title: 'Title', notes: '', email: 'ada@example.org', ...given });
  const errors = validateSync(body);
  const broken = errors.map((error) => [error.property, Object.keys(error.constraints ?? {})] as const);
  return { body, broken: Object.fromEntries(broken) };
}

describe('a text in a body', () => {
  it('is taken in its composed form, with LF, and otherwise as it is', () => {
    const { body, broken } = check({ title: ' Cafe\u0301 ', notes: 'a\r\nb\tc\rd' });
    expect(broken).toEqual({});
    expect(body.title).toBe(' Café ');
    expect(body.notes).toBe('a\nb\tc\nd');
  });

  it.each([
    [5, 'wrongType'],
    [null, 'wrongType'],
    [['a'], 'wrongType'],
    ['', 'blank'],
    [' \u200b', 'blank'],
    ['a\u0007b', 'controlCharacter'],
    ['a\nb', 'controlCharacter'],
    ['a\ud800', 'malformedText'],
    ['elevenchars', 'tooLong'],
  ])('is refused as %j', (title, rule) => {
    expect(check({ title }).broken).toEqual({ title: [rule] });
  });

  it('counts code points after composing', () => {
    expect(check({ title: '🐴'.repeat(10) }).broken).toEqual({});
    expect(check({ title: 'e\u0301'.repeat(10) }).broken).toEqual({});
    expect(check({ title: '🐴'.repeat(11) }).broken).toEqual({ title: ['tooLong'] });
  });
});

describe('an e-mail address in a body', () => {
  it.each(['ada@example.org', 'Ada+x@Example.ORG', 'ada@bücher.example'])('may be %s', (email) => {
    expect(check({ email }).broken).toEqual({});
  });

  it.each([
    'ada',
    'ada@',
    ' ada@example.org',
    'ada@example.org\r\nBcc: eve@example.org',
    '"a@b"@example.org',
    '\u212Aelvin@example.org',
    7,
  ])('is refused as %j', (email) => {
    expect(check({ email }).broken).toEqual({ email: ['emailAddress'] });
  });
});
