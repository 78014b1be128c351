import JSZip from 'jszip';
import { damagedArchive } from '../import-refused.js';
import type { ImportLimits } from '../limits.js';
import { readCentralDirectory, type ArchiveEntryClaim } from './central-directory.js';

export interface ArchivePart {
  readonly name: string;
  readonly entry: JSZip.JSZipObject;
  /** Claims of the archive; zero where its directory does not name the part. */
  readonly packedBytes: number;
  readonly inflatedBytes: number;
}

const normalise = (name: string): string => name.replaceAll('\\', '/').replace(/^\/+/, '');

/** An opened archive. Nothing is inflated before a part is streamed. */
export class Archive {
  private readonly exact = new Map<string, ArchivePart>();
  private readonly byLowerCase = new Map<string, ArchivePart>();

  private constructor(entries: Iterable<JSZip.JSZipObject>, claims: ReadonlyMap<string, ArchiveEntryClaim>) {
    for (const entry of entries) {
      const name = normalise(entry.name);
      const claim = claims.get(name);
      const part = {
        name,
        entry,
        packedBytes: claim?.packedBytes ?? 0,
        inflatedBytes: claim?.inflatedBytes ?? 0,
      };
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
