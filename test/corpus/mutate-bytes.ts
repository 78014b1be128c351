import type { Random } from './random.js';

type Mutation = (bytes: Buffer, random: Random) => Buffer;

const strangeNumbers = [0, 1, 0x7f, 0x80, 0xff, 0x7fffffff, 0x80000000, 0xffffffff];

const flipBit: Mutation = (bytes, random) => {
  const changed = Buffer.from(bytes);
  const at = random.below(changed.length);
  changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
  return changed;
};

const overwrite: Mutation = (bytes, random) => {
  const changed = Buffer.from(bytes);
  const at = random.below(changed.length);
  changed.fill(random.below(256), at, Math.min(changed.length, at + 1 + random.below(16)));
  return changed;
};

/** Lengths and offsets stand in archives as numbers of two or four bytes. */
const strangeNumber: Mutation = (bytes, random) => {
  const changed = Buffer.from(bytes);
  if (changed.length >= 4) {
    changed.writeUInt32LE(random.pick(strangeNumbers), random.below(changed.length - 3));
  }
  return changed;
};

const cutOff: Mutation = (bytes, random) => bytes.subarray(0, random.below(bytes.length));
const cutStart: Mutation = (bytes, random) => bytes.subarray(random.below(Math.min(bytes.length, 2_000)));

const removePiece: Mutation = (bytes, random) => {
  const at = random.below(bytes.length);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(200))]);
};

const repeatPiece: Mutation = (bytes, random) => {
  const at = random.below(bytes.length);
  const piece = bytes.subarray(at, at + 1 + random.below(400));
  const times = Array.from({ length: 1 + random.below(random.below(10) === 0 ? 5_000 : 5) }, () => piece);
  return Buffer.concat([bytes.subarray(0, at), ...times, bytes.subarray(at)]);
};

const swapPieces: Mutation = (bytes, random) => {
  const first = random.below(bytes.length);
  const second = first + random.below(bytes.length - first);
  const third = second + random.below(bytes.length - second);
  return Buffer.concat([
    bytes.subarray(0, first),
    bytes.subarray(second, third),
    bytes.subarray(first, second),
    bytes.subarray(third),
  ]);
};

const mutations: readonly Mutation[] = [
  flipBit,
  flipBit,
  overwrite,
  strangeNumber,
  strangeNumber,
  cutOff,
  cutStart,
  removePiece,
  repeatPiece,
  swapPieces,
];

/** Changes any bytes, as a bad disk, a bad connection or somebody with an editor of bytes would. */
export function mutateBytes(bytes: Buffer, random: Random): Buffer {
  let changed = bytes;
  for (let count = 1 + random.below(3); count > 0 && changed.length > 0; count--) {
    changed = random.pick(mutations)(changed, random);
  }
  return changed;
}
