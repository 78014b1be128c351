import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { employers } from '../../../test/support/eventrail/sample-journal.js';
import {
  checkpointLine,
  readCheckpoint,
  readSigningKey,
  readVerifyingKey,
  signCheckpoint,
} from './checkpoint.js';
import { readCheckpoints } from './verify-log.js';

const [one, other] = employers;
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const hash = 'ab'.repeat(32);

function checkpoint(sequence: number, time = '2026-01-02T00:00:00.000Z', chain: string = one) {
  return signCheckpoint(privateKey, { chain, sequence, hash, time });
}

describe('a checkpoint', () => {
  it('is believed as it was signed, with keys that went through PEM', () => {
    const signed = checkpoint(7);
    const key = readVerifyingKey(publicKey.export({ type: 'spki', format: 'pem' }).toString());
    expect(readCheckpoint(checkpointLine(signed), { key, chain: one })).toEqual(signed);
    const again = readSigningKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    expect(signCheckpoint(again, signed)).toEqual(signed);
  });

  it('is refused with a valid signature by another key, also under the name of the right one', () => {
    const stranger = generateKeyPairSync('ed25519');
    const forged = signCheckpoint(stranger.privateKey, checkpoint(7));
    expect(readCheckpoint(checkpointLine(forged), { key: publicKey })).toBe('wrong-key');
    const renamed = { ...forged, key: checkpoint(7).key };
    expect(readCheckpoint(checkpointLine(renamed), { key: publicKey })).toBe('bad-signature');
  });

  it('is refused when any of what it says was changed', () => {
    const signed = checkpoint(7);
    const changes = [
      { sequence: 8 },
      { hash: 'ac'.repeat(32) },
      { chain: other },
      { time: '2026-01-02T00:00:00.001Z' },
    ];
    for (const change of changes) {
      expect(readCheckpoint(checkpointLine({ ...signed, ...change }), { key: publicKey })).toBe(
        'bad-signature',
      );
    }
  });

  it('is refused for another chain, and when it is older than the last one', () => {
    const last = checkpoint(7);
    const ofOther = checkpointLine(checkpoint(9, last.time, other));
    expect(readCheckpoint(ofOther, { key: publicKey, chain: one })).toBe('other-chain');
    const lower = checkpointLine(checkpoint(6, '2026-01-03T00:00:00.000Z'));
    expect(readCheckpoint(lower, { key: publicKey, last })).toBe('older-than-the-last');
    const earlier = checkpointLine(checkpoint(8, '2026-01-01T00:00:00.000Z'));
    expect(readCheckpoint(earlier, { key: publicKey, last })).toBe('older-than-the-last');
  });

  it('is refused, not fatal, when it is anything else', () => {
    for (const line of [
      '',
      'x',
      'null',
      '[]',
      '{}',
      '{"v":1,"__proto__":null}',
      `{"v":2}`,
      '"'.repeat(10_000),
    ]) {
      expect(readCheckpoint(line, { key: publicKey })).toBe('unreadable');
    }
    expect(() => readSigningKey('x')).toThrow();
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect(() => readVerifyingKey(rsa.publicKey.export({ type: 'spki', format: 'pem' }).toString())).toThrow(
      'Ed25519',
    );
  });
});

describe('a file of checkpoints', () => {
  it('believes each line by itself, and keeps the order of each chain', () => {
    const lines = [
      checkpoint(7),
      checkpoint(3, '2026-01-02T00:00:00.000Z', other),
      checkpoint(9),
      checkpoint(8),
    ];
    const { believed, refused } = readCheckpoints(
      `${lines.map(checkpointLine).join('')}\nrubbish\n`,
      publicKey,
    );
    expect(believed.map(({ chain, sequence }) => [chain, sequence])).toEqual([
      [one, 7],
      [other, 3],
      [one, 9],
    ]);
    expect(refused).toEqual([
      { line: 4, refusal: 'older-than-the-last' },
      { line: 6, refusal: 'unreadable' },
    ]);
  });
});
