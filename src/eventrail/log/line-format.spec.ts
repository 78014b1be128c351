import { describe, expect, it } from 'vitest';
import { encodeHeader, encodeRecord, noHash, parseLine } from './line-format.js';

const time = '2026-01-01T00:00:00.000Z';
const header = encodeHeader({
  segment: 1,
  log: '0123456789abcdef'.repeat(2),
  time,
  durable: 0,
  prev: noHash,
});
const data = Buffer.from('{"text":"é🎉\u2028"}');
const fields = { seq: 1, time, durable: 0, prev: header.hash, chain: '01890a5d-ac96-774b-bcce-b302099a8057' };
const record = encodeRecord(fields, data);

describe('a line', () => {
  it('has the bytes and the hash that the documentation says, computed by another program', () => {
    // hashlib.sha256(b"\x03" + line up to the comma before "hash"), and b"\x02" for the record.
    expect(header.hash).toBe('c34d58dbafc357ba2e5e14326f615f91f62a374a6d018796a32e8c3d3516f848');
    expect(record.hash).toBe('1349f82a8fb4e6331d8e66359e213cae525ff195025de6c3805b1faa003f2be7');
    expect(record.bytes.toString()).toBe(
      `{"v":1,"seq":1,"time":"${time}","durable":0,"prev":"${header.hash}","chain":"${fields.chain}",` +
        `"data":{"text":"é🎉\u2028"},"hash":"${record.hash}"}\n`,
    );
  });

  it('is read back as it was written', () => {
    expect(parseLine(record.bytes)).toEqual({ kind: 'record', ...fields, data, hash: record.hash });
    const withoutChain = encodeRecord({ ...fields, chain: undefined }, data);
    expect(parseLine(withoutChain.bytes)).toMatchObject({ kind: 'record', chain: undefined });
    expect(parseLine(header.bytes)).toMatchObject({
      kind: 'header',
      segment: 1,
      prev: noHash,
      hash: header.hash,
    });
  });

  it('is none after any bit of it is flipped, any byte taken out, or any put in', () => {
    for (const { bytes } of [header, record]) {
      for (let at = 0; at < bytes.length; at += 1) {
        for (let bit = 0; bit < 8; bit += 1) {
          const flipped = Buffer.from(bytes);
          flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
          if (parseLine(flipped) !== undefined) expect.fail(`bit ${bit} of byte ${at}`);
        }
        const shorter = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
        const longer = Buffer.concat([bytes.subarray(0, at), Buffer.from(' '), bytes.subarray(at)]);
        if (parseLine(shorter) !== undefined || parseLine(longer) !== undefined) expect.fail(`byte ${at}`);
      }
    }
  });

  it('is none with numbers that cannot be, data that is not JSON in UTF-8, or none at all', () => {
    const lines = [
      encodeRecord({ ...fields, seq: 2 ** 53 }, data),
      encodeRecord({ ...fields, durable: 1 }, data),
      encodeRecord(fields, Buffer.from('{"a":1')),
      encodeRecord(fields, Buffer.alloc(0)),
      encodeRecord(fields, Buffer.from([0x22, 0xff, 0x22])),
      encodeHeader({ segment: 5, log: '0'.repeat(32), time, durable: 3, prev: noHash }),
      { bytes: Buffer.alloc(0) },
      { bytes: Buffer.from('\n') },
      { bytes: Buffer.alloc(500) },
    ];
    for (const { bytes } of lines) expect(parseLine(bytes)).toBeUndefined();
  });

  it('of one kind is never taken for the other, though the fields be alike', () => {
    const asRecord = header.bytes
      .toString()
      .replace('"segment":1,"log":"0123456789abcdef0123456789abcdef"', '"seq":1');
    expect(parseLine(Buffer.from(asRecord))).toBeUndefined();
  });
});
