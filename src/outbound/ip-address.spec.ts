import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testSeed } from '../../test/support/seed.js';
import { formatIpAddress, isSameAddress, readIpAddress } from './ip-address.js';

const addressLike = fc.oneof(
  fc.ipV4(),
  fc.ipV6(),
  fc.stringMatching(/^[0-9a-f:.]{0,40}$/),
  fc
    .array(fc.constantFrom(':', '::', '.', '0', 'f', '1', '01', 'ffff', '00000', '127.0.0.1', '256'), {
      maxLength: 17,
    })
    .map((parts) => parts.join('')),
);

describe('reading an address', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['::', '0:0:0:0:0:0:0:0'],
    ['::1', '0:0:0:0:0:0:0:1'],
    ['2001:DB8::A', '2001:db8:0:0:0:0:0:a'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::ffff:127.0.0.1', '0:0:0:0:0:ffff:7f00:1'],
    ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304'],
  ])('%s is %s', (text, canonical) => {
    const address = readIpAddress(text);
    expect(address && formatIpAddress(address)).toBe(canonical);
  });

  it.each([
    '',
    '127.1',
    '0127.0.0.1',
    '127.0.0.256',
    '127.0.0.1.',
    '0x7f.0.0.1',
    '2130706433',
    '１２７.0.0.1',
    ' 127.0.0.1',
    '127.0.0.1\n',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7:8::',
    '1:2:3:4:5:6:7',
    '1.2.3.4::',
    '::1.2.3.4:5',
    '12345::',
    '[::1]',
    'fe80::1%eth0',
  ])('%j is not an address', (text) => {
    expect(readIpAddress(text)).toBeUndefined();
  });

  it('is not attempted with a text that is longer than any address', () => {
    expect(readIpAddress(':'.repeat(10_000_000))).toBeUndefined();
  });

  it('agrees with Node about what is an address', () => {
    fc.assert(
      fc.property(addressLike, (text) => {
        const family = isIPv4(text) ? 4 : isIPv6(text) ? 6 : undefined;
        expect(readIpAddress(text)?.family).toBe(family);
      }),
      { seed: testSeed, numRuns: 3_000 },
    );
  });

  it('reads its own writing, which is what the URL reader makes of the same address', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = readIpAddress(text);
        if (address === undefined) throw new Error(`not read: ${text}`);
        const again = readIpAddress(formatIpAddress(address));
        expect(again && isSameAddress(again, address)).toBe(true);
        const { hostname } = new URL(`https://${address.family === 6 ? `[${text}]` : text}/`);
        const inUrl = readIpAddress(hostname.replace(/^\[|\]$/g, ''));
        expect(inUrl && formatIpAddress(inUrl)).toBe(formatIpAddress(address));
      }),
      { seed: testSeed, numRuns: 1_000 },
    );
  });
});
