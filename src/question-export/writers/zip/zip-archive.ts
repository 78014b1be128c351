import { deflateRawSync, constants } from 'node:zlib';
import { crc32 } from './crc32.js';

export interface ArchiveEntry {
  readonly name: string;
  /** In pieces, so that a large part is never in memory as a whole. */
  readonly content: AsyncIterable<string> | Iterable<string>;
}

/** The first of January 1980, the earliest that the format can say: the same questions make the same bytes on every day. */
const dosDate = 0x0021;
const dosTime = 0;
const version = 20;
/** UTF-8 names; sizes behind the data, as they are not known before. */
const flags = 0x0808;
const deflated = 8;
/** More needs another form of the directory. */
const mostEntries = 65_535;
const mostBytes = 0xffff_ffff;
/** Enough to pack well; each piece is packed by itself. */
const pieceCharacters = 128 * 1024;

interface DirectoryLine {
  /** Not as bytes: a small Buffer keeps the eight kilobytes alive that it is cut from. */
  readonly name: string;
  readonly checksum: number;
  readonly packed: number;
  readonly size: number;
  readonly offset: number;
}

/**
 * Writes a zip archive in one pass: what is in memory is a piece of one entry and the directory, about 100 bytes for each.
 *
 * jszip keeps every entry until the archive is written: a package of 50,000 items took 134 MB there before its first byte,
 * and 15 MB here to its end. A piece is deflated up to a byte border (sync flush), so that pieces follow each other as
 * one stream.
 *
 * @throws RangeError beyond 65,535 entries or 4 GiB
 */
export async function* zipArchive(
  entries: AsyncIterable<ArchiveEntry> | Iterable<ArchiveEntry>,
): AsyncGenerator<Uint8Array, void> {
  const directory: DirectoryLine[] = [];
  let offset = 0;
  for await (const entry of entries) {
    const start = offset;
    const header = localHeader(entry.name);
    offset += header.length;
    yield header;
    let checksum = 0;
    let packed = 0;
    let size = 0;
    for await (const text of pieces(entry.content)) {
      const bytes = Buffer.from(text);
      const piece = deflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
      checksum = crc32(bytes, checksum);
      size += bytes.length;
      packed += piece.length;
      yield piece;
    }
    packed += endOfDeflated.length;
    yield Buffer.concat([endOfDeflated, sizes(checksum, packed, size)]);
    offset += packed + 16;
    directory.push({ name: entry.name, checksum, packed, size, offset: start });
    if (directory.length > mostEntries || offset > mostBytes) {
      throw new RangeError('The archive has too many entries, or too large ones.');
    }
  }
  yield* endOf(directory, offset);
}

/** A last, empty block. */
const endOfDeflated = Buffer.from([0x03, 0x00]);

async function* pieces(content: ArchiveEntry['content']): AsyncGenerator<string, void> {
  let waiting: string[] = [];
  let length = 0;
  for await (const text of content) {
    waiting.push(text);
    length += text.length;
    if (length >= pieceCharacters) {
      yield waiting.join('');
      waiting = [];
      length = 0;
    }
  }
  if (length > 0) yield waiting.join('');
}

function localHeader(entryName: string): Buffer {
  const name = Buffer.from(entryName);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x0403_4b50, 0);
  header.writeUInt16LE(version, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(deflated, 8);
  header.writeUInt16LE(dosTime, 10);
  header.writeUInt16LE(dosDate, 12);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name]);
}

function sizes(checksum: number, packed: number, size: number): Buffer {
  const record = Buffer.alloc(16);
  record.writeUInt32LE(0x0807_4b50, 0);
  record.writeUInt32LE(checksum, 4);
  record.writeUInt32LE(packed, 8);
  record.writeUInt32LE(size, 12);
  return record;
}

function* endOf(directory: readonly DirectoryLine[], start: number): Generator<Uint8Array, void> {
  let length = 0;
  for (const { name, checksum, packed, size, offset } of directory) {
    const line = Buffer.alloc(46);
    const nameBytes = Buffer.from(name);
    line.writeUInt32LE(0x0201_4b50, 0);
    line.writeUInt16LE(version, 4);
    line.writeUInt16LE(version, 6);
    line.writeUInt16LE(flags, 8);
    line.writeUInt16LE(deflated, 10);
    line.writeUInt16LE(dosTime, 12);
    line.writeUInt16LE(dosDate, 14);
    line.writeUInt32LE(checksum, 16);
    line.writeUInt32LE(packed, 20);
    line.writeUInt32LE(size, 24);
    line.writeUInt16LE(nameBytes.length, 28);
    line.writeUInt32LE(offset, 42);
    length += line.length + nameBytes.length;
    yield Buffer.concat([line, nameBytes]);
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(length, 12);
  end.writeUInt32LE(start, 16);
  yield end;
}
