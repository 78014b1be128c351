import { describe, expect, it } from 'vitest';
import { codeMac, codeOf, oneTimeCode } from './one-time-code.js';

const key = { id: 'a', bytes: Buffer.alloc(32, 1) };
const other = { id: 'b', bytes: Buffer.alloc(32, 2) };
const name = { employerId: 'employer', id: 'row', serial: 1 };
const place = { employerId: 'employer', assessmentId: 'assessment', emailCanonical: 'ada@example.org' };

describe('a one-time code', () => {
  it('has six digits, also where it begins with zeros', () => {
    const codes = Array.from({ length: 5_000 }, (_, serial) => oneTimeCode(key, { ...name, serial }));
    for (const code of codes) expect(code).toMatch(/^[0-9]{6}$/);
    expect(codes.some((code) => code.startsWith('00'))).toBe(true);
    expect(new Set(codes).size).toBeGreaterThan(4_950);
  });

  it('is the same each time and another for each key, row and number', () => {
    const code = oneTimeCode(key, name);
    expect(oneTimeCode(key, name)).toBe(code);
    expect(oneTimeCode(other, name)).not.toBe(code);
    expect(oneTimeCode(key, { ...name, serial: 2 })).not.toBe(code);
    expect(oneTimeCode(key, { ...name, id: 'another' })).not.toBe(code);
  });

  it('is checked for one employer, assessment and address', () => {
    const macs = [
      codeMac(key, place, '000001'),
      codeMac(key, place, '000002'),
      codeMac(other, place, '000001'),
      codeMac(key, { ...place, employerId: 'x' }, '000001'),
      codeMac(key, { ...place, assessmentId: 'x' }, '000001'),
      codeMac(key, { ...place, emailCanonical: 'eve@example.org' }, '000001'),
    ].map((mac) => mac.toString('hex'));
    expect(new Set(macs).size).toBe(macs.length);
  });

  it('is found again with the key that made it, wherever that stands in the list', () => {
    const mac = codeMac(key, place, oneTimeCode(key, name));
    expect(codeOf([other, key], name, place, mac)).toBe(oneTimeCode(key, name));
    expect(codeOf([other], name, place, mac)).toBeUndefined();
    expect(codeOf([key], { ...name, serial: 2 }, place, mac)).toBeUndefined();
  });
});
