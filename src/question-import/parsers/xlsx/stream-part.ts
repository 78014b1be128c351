import { crc32, createInflateRaw } from 'node:zlib';
import { damagedArchive, tooLarge } from '../import-refused.js';
import type { ImportLimits } from '../limits.js';
import type { ArchivePart } from './archive.js';
import { PartDecoder } from './part-decoder.js';

/** How many bytes all parts of one archive may still inflate to. */
export class InflationBudget {
  private spent = 0;

  constructor(readonly limits: ImportLimits) {}

  spend(bytes: number): void {
    this.spent += bytes;
    if (this.spent > this.limits.inflatedTotalBytes) {
      throw inflatesTooFar(this.limits.inflatedTotalBytes);
    }
  }
}

function inflatesTooFar(bytes: number): Error {
  return tooLarge(
    `The workbook unpacks to far more than its size (over ${Math.round(bytes / 1024 / 1024)} MiB). Copy the questions into a new workbook and choose that one.`,
  );
}

function mostBytes(part: ArchivePart, limits: ImportLimits, cap: number): number {
  return Math.min(cap, Math.max(limits.inflationFloorBytes, limits.inflationRatio * part.packed.length));
}

/** Sizes of zip64 entries stand elsewhere in the directory. */
const elsewhere = 0xffffffff;

/**
 * Inflates one part and hands its text on piece by piece. Sizes are counted as they come: a part that declares
 * 500 bytes still inflates to a gigabyte.
 *
 * @param cap most bytes of this part
 * @throws ImportRefused what `consume` throws, or a refusal of the part itself
 */
export async function streamPart(
  part: ArchivePart,
  budget: InflationBudget,
  consume: (text: string) => void,
  cap: number = budget.limits.inflatedPartBytes,
): Promise<void> {
  const most = mostBytes(part, budget.limits, cap);
  const claimed = part.claim?.inflatedBytes ?? elsewhere;
  if (claimed > most && claimed !== elsewhere) {
    throw inflatesTooFar(most);
  }
  const decoder = new PartDecoder(part.name);
  let received = 0;
  let checksum = 0;
  for await (const bytes of inflate(part)) {
    received += bytes.length;
    budget.spend(bytes.length);
    if (received > most) {
      throw inflatesTooFar(most);
    }
    checksum = crc32(bytes, checksum);
    consume(decoder.decode(bytes));
  }
  consume(decoder.end());
  // A flipped bit in the packed bytes mostly inflates well, to other text: only the sum tells.
  if (
    part.claim !== undefined &&
    (checksum !== part.claim.checksum || (claimed !== elsewhere && claimed !== received))
  ) {
    throw damagedArchive();
  }
}

/** Pieces of 64 KiB are not read faster and take 20 MiB more until the garbage collector comes. */
const pieceBytes = 32 * 1024;

/** Leaving the loop over it, by an exception too, stops the inflating. */
async function* inflate(part: ArchivePart): AsyncIterable<Uint8Array> {
  if (!part.isDeflated) {
    for (let at = 0; at < part.packed.length; at += pieceBytes) {
      yield part.packed.subarray(at, at + pieceBytes);
    }
    return;
  }
  const stream = createInflateRaw({ chunkSize: pieceBytes });
  stream.end(part.packed);
  try {
    // The next piece is inflated on another thread while this one is read.
    for await (const bytes of stream) {
      yield bytes as Uint8Array;
    }
  } catch {
    // What the reader of the pieces throws does not come here, and zlib fails on damaged data only.
    throw damagedArchive();
  }
}
