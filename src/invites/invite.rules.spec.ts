import { describe, expect, it } from 'vitest';
import {
  expiryOf,
  extraTimeOf,
  judgeRows,
  whyNoExtraTime,
  whyNotExpiry,
  whyNotResendable,
} from './invite.rules.js';

const now = new Date('2026-03-01T12:00:00Z');
const later = new Date('2026-03-31T12:00:00Z');

function outcomes(rows: unknown[]): string[] {
  return judgeRows(rows, later, now).map((row) => (row.accepted ? 'accepted' : row.outcome));
}

describe('the rows of a list of invites', () => {
  it('judges each row by itself', () => {
    expect(
      outcomes([
        { email: 'a@example.org' },
        { email: 'not an address' },
        { email: 'b@example.org', name: 'two\nlines' },
        { email: 'c@example.org', expiresAt: '2026-02-30T00:00:00Z' },
        'd@example.org',
        { email: 'e@example.org', mail: 'x' },
        { email: 'f@example.org', name: null, expiresAt: null },
      ]),
    ).toEqual([
      'accepted',
      'invalid_email',
      'invalid_name',
      'invalid_expiry',
      'invalid_row',
      'invalid_row',
      'accepted',
    ]);
  });

  it('takes an address once, however it is written', () => {
    const rows = judgeRows([{ email: 'A.B@Example.org' }, { email: ' a.b@example.ORG ' }], later, now);
    expect(rows[0]).toMatchObject({
      accepted: true,
      email: 'A.B@Example.org',
      emailCanonical: 'a.b@example.org',
    });
    expect(rows[1]).toMatchObject({ accepted: false, outcome: 'duplicate', email: 'a.b@example.ORG' });
  });

  it('lets a later row have an address that an earlier one named wrongly', () => {
    expect(outcomes([{ email: 'a@example.org', name: 'x\ny' }, { email: 'a@example.org' }])).toEqual([
      'invalid_name',
      'accepted',
    ]);
  });

  it.each<[unknown, string]>([
    ['\u212Aate@example.org', 'the Kelvin sign'],
    ['ａ@example.org', 'a full-width letter'],
    ['a@example.org.', 'a trailing dot'],
    ['a(comment)@example.org', 'a comment'],
    ['"a@b"@example.org', 'a quoted local part'],
    ['a@example.org\r\nBcc: b@example.org', 'a further header'],
    ['a@example.org, b@example.org', 'two addresses'],
    ['', 'nothing'],
    [undefined, 'absence'],
    [7, 'a number'],
  ])('refuses %j as an address: %s', (email) => {
    expect(outcomes([{ email }])).toEqual(['invalid_email']);
  });

  it('refuses a name that could become a header', () => {
    expect(outcomes([{ email: 'a@example.org', name: 'A\r\nBcc: b@example.org' }])).toEqual(['invalid_name']);
    expect(outcomes([{ email: 'a@example.org', name: 'x'.repeat(201) }])).toEqual(['invalid_name']);
    expect(outcomes([{ email: 'a@example.org', name: ['x'] }])).toEqual(['invalid_name']);
  });

  it('does not mistake a property of every object for one of the row', () => {
    expect(outcomes([JSON.parse('{"email":"a@example.org","__proto__":{}}')])).toEqual(['invalid_row']);
    expect(outcomes([JSON.parse('{"__proto__":{"email":"a@example.org"}}')])).toEqual(['invalid_row']);
  });

  it('keeps the end of a row before that of the list', () => {
    const rows = judgeRows(
      [{ email: 'a@example.org', expiresAt: '2026-03-02T00:00:00+01:00' }, { email: 'b@example.org' }],
      later,
      now,
    );
    expect(rows.map((row) => row.accepted && row.expiresAt.toISOString())).toEqual([
      '2026-03-01T23:00:00.000Z',
      later.toISOString(),
    ]);
  });
});

describe('the end of an invite', () => {
  it('is thirty days ahead unless it is named', () => {
    expect(expiryOf(undefined, now)).toEqual(later);
    expect(expiryOf('2026-03-02T00:00:00Z', now)).toEqual(new Date('2026-03-02T00:00:00Z'));
  });

  it.each([
    ['2026-03-01T12:00:00Z', 'must be in the future'],
    ['2026-03-01T12:00:01Z', undefined],
    ['2027-03-02T12:00:00Z', undefined],
    ['2027-03-02T12:00:01Z', 'must not be more than a year ahead'],
  ])('at %s: %s', (expiresAt, problem) => {
    expect(whyNotExpiry(new Date(expiresAt), now)).toBe(problem);
  });
});

describe('sending again', () => {
  it('is for invites that can still lead to something', () => {
    const refused = (['pending', 'started', 'submitted', 'expired', 'revoked'] as const).filter((status) =>
      whyNotResendable(status),
    );
    expect(refused).toEqual(['submitted', 'revoked']);
  });
});

describe('extra time', () => {
  it('is of the time limit or in minutes, or none', () => {
    expect(extraTimeOf()).toEqual({ percent: null, minutes: null });
    expect(extraTimeOf(25, null)).toEqual({ percent: 25, minutes: null });
    expect(extraTimeOf(undefined, 0)).toEqual({ percent: null, minutes: 0 });
    for (const percent of [-1, 301, 1.5, '25', Number.NaN, {}]) expect(extraTimeOf(percent)).toBeUndefined();
    for (const minutes of [-1, 1_441, 0.5, '5']) expect(extraTimeOf(null, minutes)).toBeUndefined();
    expect(extraTimeOf(25, 10)).toBeUndefined();
  });

  it('is set as long as nobody has started', () => {
    const refused = (['pending', 'started', 'submitted', 'expired', 'revoked'] as const).filter((status) =>
      whyNoExtraTime(status),
    );
    expect(refused).toEqual(['started', 'submitted', 'revoked']);
  });
});
