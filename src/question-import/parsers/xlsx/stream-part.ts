import type JSZip from 'jszip';
import { damagedArchive, damagedWorkbook, tooLarge } from '../import-refused.js';
import type { ImportLimits } from '../limits.js';
import type { ArchivePart } from './archive.js';

/** Documented by jszip, missing from its types. */
interface StreamableEntry {
  internalStream(type: 'uint8array'): JSZip.JSZipStreamHelper<Uint8Array>;
}

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
  return Math.min(cap, Math.max(limits.inflationFloorBytes, limits.inflationRatio * part.packedBytes));
}

/**
 * Inflates one part and hands its text on piece by piece. Sizes are counted as they come: a part that declares
 * 500 bytes still inflates to a gigabyte.
 *
 * @param cap most bytes of this part
 * @throws ImportRefused what `consume` throws, or a refusal of the part itself
 */
export function streamPart(
  part: ArchivePart,
  budget: InflationBudget,
  consume: (text: string) => void,
  cap: number = budget.limits.inflatedPartBytes,
): Promise<void> {
  const most = mostBytes(part, budget.limits, cap);
  if (part.inflatedBytes > most && part.inflatedBytes !== 0xffffffff) {
    return Promise.reject(inflatesTooFar(most));
  }
  return new Promise((resolve, reject) => {
    const stream = (part.entry as JSZip.JSZipObject & StreamableEntry).internalStream('uint8array');
    const decoder = new PartDecoder(part.name);
    let received = 0;
    let isSettled = false;
    // An exception that leaves a handler of jszip ends the process, and after pause() up to 16 MB still arrive.
    const attempt = (step: () => void): void => {
      if (isSettled) {
        return;
      }
      try {
        step();
      } catch (error) {
        isSettled = true;
        stream.pause();
        reject(error);
      }
    };
    stream.on('data', (bytes) => {
      attempt(() => {
        received += bytes.length;
        budget.spend(bytes.length);
        if (received > most) {
          throw inflatesTooFar(most);
        }
        consume(decoder.decode(bytes));
      });
    });
    stream.on('error', () => {
      attempt(() => {
        throw damagedArchive();
      });
    });
    stream.on('end', () => {
      attempt(() => {
        consume(decoder.end());
        isSettled = true;
        resolve();
      });
    });
    stream.resume();
  });
}

/** XML in UTF-8 or UTF-16, told apart by the first bytes; bytes that are neither refuse the part. */
class PartDecoder {
  private decoder: InstanceType<typeof TextDecoder> | undefined;
  private held = new Uint8Array();

  constructor(private readonly partName: string) {}

  decode(bytes: Uint8Array): string {
    if (this.decoder !== undefined) {
      return this.convert(this.decoder, bytes, true);
    }
    const start = this.held.length === 0 ? bytes : Buffer.concat([this.held, bytes]);
    if (start.length < 4) {
      this.held = Uint8Array.from(start);
      return '';
    }
    this.decoder = new TextDecoder(encodingOf(start), { fatal: true });
    return this.convert(this.decoder, start, true);
  }

  end(): string {
    return this.convert(this.decoder ?? new TextDecoder('utf-8', { fatal: true }), new Uint8Array(), false);
  }

  private convert(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array, more: boolean): string {
    try {
      return decoder.decode(bytes, { stream: more });
    } catch {
      throw damagedWorkbook(`part ${this.partName} is not valid UTF-8 or UTF-16`);
    }
  }
}

function encodingOf(start: Uint8Array): string {
  const [first, second] = start;
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) {
    return 'utf-16le';
  }
  return (first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c) ? 'utf-16be' : 'utf-8';
}
