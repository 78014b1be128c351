import JSZip from 'jszip';
import { damagedArchive } from '../import-refused.js';
import type { ImportLimits } from '../limits.js';
import { readCentralDirectory, type ArchiveEntryClaim } from './central-directory.js';

export interface ArchivePart {
  readonly name: string;
  /** As stored in the archive. A view of the uploaded bytes, not a copy. */
  readonly packed: Uint8Array;
  readonly isDeflated: boolean;
  /** What the archive's directory says of the part; absent where it does not name it. Nothing may rely on it. */
  readonly claim: ArchiveEntryClaim | undefined;
}

const normalise = (name: string): string => name.replaceAll('\\', '/').replace(/^\/+/, '');

/** An opened archive. Nothing is inflated before a part is streamed. */
export class Archive {
  private readonly exact = new Map<string, ArchivePart>();
  private readonly byLowerCase = new Map<string, ArchivePart>();

  private constructor(entries: Iterable<JSZip.JSZipObject>, claims: ReadonlyMap<string, ArchiveEntryClaim>) {
    for (const entry of entries) {
      const name = normalise(entry.name);
      const part = { name, ...storedContent(entry), claim: claims.get(name) };
      this.exact.set(name, part);
      if (!this.byLowerCase.has(name.toLowerCase())) {
        this.byLowerCase.set(name.toLowerCase(), part);
      }
    }
  }

  static async open(bytes: Uint8Array, limits: ImportLimits): Promise<Archive> {
    const claims = readCentralDirectory(bytes, limits.archiveEntries);
    const zip = await JSZip.loadAsync(bytes).catch(() => {
      throw damagedArchive();
    });
    const files = Object.values(zip.files).filter((file) => !file.dir);
    return new Archive(files, new Map(claims.map((claim) => [normalise(claim.name), claim])));
  }

  /** Part names are case-insensitive; where two differ in case alone the exact spelling wins. */
  find(name: string): ArchivePart | undefined {
    const wanted = normalise(name);
    return this.exact.get(wanted) ?? this.byLowerCase.get(wanted.toLowerCase());
  }
}

/**
 * The bytes of an entry before inflating, which jszip keeps in a private field. Its own streams inflate with pako in
 * JavaScript, which costs an import of 100,000 rows 300 ms more than Node's zlib, cannot be stopped within a piece
 * (16 MB still arrive after pause()) and end the process when a handler throws.
 *
 * Of an entry that declares no bytes jszip keeps none. Should another version keep them elsewhere, every part would be
 * empty and every test fail.
 */
function storedContent(entry: JSZip.JSZipObject): Pick<ArchivePart, 'packed' | 'isDeflated'> {
  const packed = fieldOf(fieldOf(entry, '_data'), 'compressedContent');
  const method = fieldOf(fieldOf(fieldOf(entry, '_data'), 'compression'), 'magic');
  return packed instanceof Uint8Array
    ? { packed, isDeflated: method === '\u0008\u0000' }
    : { packed: new Uint8Array(), isDeflated: false };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
