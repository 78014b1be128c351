import { damagedArchive, ImportRefused, tooLarge } from '../import-refused.js';

/** One entry as the archive describes it. Sizes are claims: nothing may rely on them. */
export interface ArchiveEntryClaim {
  readonly name: string;
  readonly packedBytes: number;
  readonly inflatedBytes: number;
  /** CRC-32 of the inflated bytes. */
  readonly checksum: number;
}

const endOfDirectory = 0x06054b50;
const endOfDirectoryLength = 22;
const endOfDirectory64 = 0x06064b50;
const endOfDirectory64Locator = 0x07064b50;
const directoryEntry = 0x02014b50;
const directoryEntryLength = 46;
const longestComment = 0xffff;

/** Where the end record of a zip archive starts, or -1. Searched from the end: a comment may follow the record. */
export function findEndOfDirectory(view: DataView): number {
  const lowest = Math.max(0, view.byteLength - endOfDirectoryLength - longestComment);
  for (let offset = view.byteLength - endOfDirectoryLength; offset >= lowest; offset--) {
    if (view.getUint32(offset, true) === endOfDirectory) {
      return offset;
    }
  }
  return -1;
}

/**
 * Lists the entries without opening the archive. jszip walks as many entries as there are (70,000 take 1.5 s),
 * so they are counted here first.
 */
export function readCentralDirectory(bytes: Uint8Array, mostEntries: number): ArchiveEntryClaim[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEndOfDirectory(view);
  if (end < 0) {
    throw damagedArchive();
  }
  const entries: ArchiveEntryClaim[] = [];
  let offset = directoryStart(view, end);
  while (offset + directoryEntryLength <= end && view.getUint32(offset, true) === directoryEntry) {
    if (entries.length === mostEntries) {
      throw tooLarge(
        `The archive holds more than ${mostEntries.toLocaleString('en-US')} entries. A workbook has a few dozen: save it again from a spreadsheet program.`,
      );
    }
    if ((view.getUint16(offset + 8, true) & 1) === 1) {
      throw new ImportRefused(
        'encrypted_workbook',
        'The archive is protected with a password. Remove the password and choose the file again.',
      );
    }
    const nameLength = view.getUint16(offset + 28, true);
    const nameStart = offset + directoryEntryLength;
    entries.push({
      name: Buffer.from(bytes.subarray(nameStart, nameStart + nameLength)).toString('utf8'),
      packedBytes: view.getUint32(offset + 20, true),
      inflatedBytes: view.getUint32(offset + 24, true),
      checksum: view.getUint32(offset + 16, true),
    });
    offset = nameStart + nameLength + view.getUint16(offset + 30, true) + view.getUint16(offset + 32, true);
  }
  if (entries.length === 0) {
    throw damagedArchive();
  }
  return entries;
}

/** Counted back from the end record, so that bytes in front of the archive do not matter. */
function directoryStart(view: DataView, end: number): number {
  const size = view.getUint32(end + 12, true);
  const start = end - size;
  const isPlain = start >= 0 && view.getUint32(start, true) === directoryEntry;
  if (isPlain) {
    return start;
  }
  const locator = end - 20;
  if (locator < 0 || view.getUint32(locator, true) !== endOfDirectory64Locator) {
    throw damagedArchive();
  }
  // The record is searched for, as bytes in front of the archive shift the offset that the locator gives.
  for (let record = locator - 56; record >= Math.max(0, locator - 56 - longestComment); record--) {
    if (view.getUint32(record, true) === endOfDirectory64) {
      const start64 = record - Number(view.getBigUint64(record + 40, true));
      if (start64 < 0 || !Number.isSafeInteger(start64)) {
        throw damagedArchive();
      }
      return start64;
    }
  }
  throw damagedArchive();
}
