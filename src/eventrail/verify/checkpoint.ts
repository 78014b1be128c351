import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { isChainName } from '../log/line-format.js';
import { isHash } from './journal-entry.js';

/**
 * "At this time, event `sequence` of `chain` had this hash." Worth what the place is worth where a copy is kept: whoever can
 * rewrite the journal must not be able to rewrite the copy. One JSON object per line.
 */
export interface Checkpoint {
  /** An employer's id, or the name of a log (`log:` and its 32 digits). */
  readonly chain: string;
  readonly sequence: number;
  readonly hash: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly time: string;
  /** The first 16 hexadecimal digits of the SHA-256 of the public key (SPKI, DER): which key, for people. */
  readonly key: string;
  /** Ed25519, base64. */
  readonly signature: string;
}

export type CheckpointRefusal =
  'unreadable' | 'wrong-key' | 'bad-signature' | 'other-chain' | 'older-than-the-last';

const timePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const checkpointDomain = Buffer.of(4);

/** @throws when the text is not a private Ed25519 key in PEM */
export function readSigningKey(pem: string): KeyObject {
  return onlyEd25519(createPrivateKey(pem));
}

/** @throws when the text is not an Ed25519 key in PEM */
export function readVerifyingKey(pem: string): KeyObject {
  return onlyEd25519(createPublicKey(pem));
}

export function signCheckpoint(
  signingKey: KeyObject,
  at: Pick<Checkpoint, 'chain' | 'sequence' | 'hash' | 'time'>,
): Checkpoint {
  const { chain, sequence, hash, time } = at;
  if (!isCheckpointed(at))
    throw new Error('a checkpoint needs a chain, a sequence number, a hash and a time');
  const signature = sign(null, signedBytes(at), signingKey).toString('base64');
  return { chain, sequence, hash, time, key: keyName(createPublicKey(signingKey)), signature };
}

/** With its LF. */
export function checkpointLine(checkpoint: Checkpoint): string {
  const { chain, sequence, hash, time, key, signature } = checkpoint;
  return `${JSON.stringify({ v: 1, chain, sequence, hash, time, key, signature })}\n`;
}

/**
 * A checkpoint whose signature holds and which belongs where it is offered, or why it is not believed.
 *
 * @param line one line of the file of checkpoints
 * @param expected the key that the reader trusts; the chain, if it must be a certain one; the newest checkpoint of the same chain believed so far
 */
export function readCheckpoint(
  line: string,
  expected: {
    readonly key: KeyObject;
    readonly chain?: string | undefined;
    readonly last?: Checkpoint | undefined;
  },
): Checkpoint | CheckpointRefusal {
  const offered = parseCheckpoint(line);
  if (offered === undefined) return 'unreadable';
  const { key, chain, last } = expected;
  if (offered.key !== keyName(key)) return 'wrong-key';
  if (!verify(null, signedBytes(offered), key, Buffer.from(offered.signature, 'base64')))
    return 'bad-signature';
  if (chain !== undefined && offered.chain !== chain) return 'other-chain';
  if (last !== undefined && last.chain === offered.chain && isOlder(offered, last))
    return 'older-than-the-last';
  return offered;
}

export function keyName(publicKey: KeyObject): string {
  const bytes = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

/** The same sequence number again is no step back: if its hash differs, the chain can match only one of the two. */
function isOlder(offered: Checkpoint, last: Checkpoint): boolean {
  return offered.sequence < last.sequence || offered.time < last.time;
}

/** What the line says, whoever signed it. */
export function parseCheckpoint(line: string): Checkpoint | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { v, chain, sequence, hash, time, key, signature } = value as Record<string, unknown>;
  const isWhole = v === 1 && typeof key === 'string' && typeof signature === 'string';
  const at = { chain, sequence, hash, time };
  return isWhole && isCheckpointed(at) ? { ...at, key, signature } : undefined;
}

function isCheckpointed(at: {
  readonly [Field in 'chain' | 'sequence' | 'hash' | 'time']: unknown;
}): at is Pick<Checkpoint, 'chain' | 'sequence' | 'hash' | 'time'> {
  const { chain, sequence, hash, time } = at;
  return (
    typeof chain === 'string' &&
    isChainName(chain) &&
    Number.isSafeInteger(sequence) &&
    Number(sequence) >= 0 &&
    isHash(hash) &&
    typeof time === 'string' &&
    timePattern.test(time)
  );
}

/** No field can hold an LF, so that no two checkpoints have the same bytes. */
function signedBytes(at: Pick<Checkpoint, 'chain' | 'sequence' | 'hash' | 'time'>): Buffer {
  const text = ['assay checkpoint 1', at.chain, at.sequence, at.hash, at.time].join('\n');
  return Buffer.concat([checkpointDomain, Buffer.from(text, 'utf8')]);
}

function onlyEd25519(key: KeyObject): KeyObject {
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('the key of checkpoints must be an Ed25519 key');
  return key;
}
