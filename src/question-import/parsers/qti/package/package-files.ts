import { ImportRefused, tooLarge } from '../../import-refused.js';
import type { ImportLimits } from '../../limits.js';
import { Archive, type ArchivePart } from '../../xlsx/archive.js';
import { readCentralDirectory } from '../../xlsx/central-directory.js';
import { InflationBudget, streamPart } from '../../xlsx/stream-part.js';
import { isUnsafeEntryName } from './package-path.js';
import { BrokenXml, parseXml, type XmlElement } from '../xml/xml-document.js';

/** The files of an opened package, by paths relative to the folder of its manifest. */
export interface PackageFiles {
  has(path: string): boolean;
  /**
   * @throws BrokenXml where this file alone cannot be read
   * @throws ImportRefused where the archive is too large to go on
   */
  readXml(path: string): Promise<XmlElement>;
}

/** An archive whose names are known and safe; nothing is inflated before a file is read. */
export class ArchiveFiles {
  private constructor(
    private readonly archive: Archive,
    private readonly budget: InflationBudget,
    readonly names: readonly string[],
    /** Entries whose names lead out of the package: they are never read. */
    readonly unsafeNames: readonly string[],
  ) {}

  /** @throws ImportRefused */
  static async open(bytes: Uint8Array, limits: ImportLimits): Promise<ArchiveFiles> {
    // A bank of questions has a file or more for each question, a workbook a few dozen parts.
    const packageLimits = { ...limits, archiveEntries: limits.packageEntries };
    try {
      const names = readCentralDirectory(bytes, limits.packageEntries).map(({ name }) => name);
      const files = names.filter((name) => !name.endsWith('/'));
      return new ArchiveFiles(
        await Archive.open(bytes, packageLimits),
        new InflationBudget(limits),
        files.filter((name) => !isUnsafeEntryName(name)).map((name) => name.replaceAll('\\', '/')),
        files.filter(isUnsafeEntryName),
      );
    } catch (error) {
      throw asPackageRefusal(error, limits);
    }
  }

  /** The files below a folder, as if it were the root. */
  below(folder: string): PackageFiles {
    const prefix = folder === '' ? '' : `${folder}/`;
    const safe = new Set(this.names.map((name) => name.toLowerCase()));
    const find = (path: string): ArchivePart | undefined =>
      safe.has(`${prefix}${path}`.toLowerCase()) ? this.archive.find(prefix + path) : undefined;
    return {
      has: (path) => find(path) !== undefined,
      readXml: async (path) => {
        const part = find(path);
        if (part === undefined) {
          throw new BrokenXml('broken_xml', 'is not in the archive');
        }
        return this.readPart(part);
      },
    };
  }

  private async readPart(part: ArchivePart): Promise<XmlElement> {
    const { limits } = this.budget;
    const pieces: string[] = [];
    try {
      await streamPart(part, this.budget, (text) => pieces.push(text), limits.smallPartBytes);
    } catch (error) {
      throw asFileProblem(error, limits);
    }
    return parseXml(pieces.join(''), limits);
  }
}

function asFileProblem(error: unknown, limits: ImportLimits): unknown {
  if (error instanceof ImportRefused && error.code === 'damaged_workbook') {
    return new BrokenXml('broken_xml', 'is not a text in UTF-8 or UTF-16');
  }
  if (error instanceof ImportRefused && error.code === 'damaged_archive') {
    return new BrokenXml('broken_xml', 'is damaged inside the archive');
  }
  // One file that unpacks too far ends the reading: with thousands of them each would cost as much again.
  return asPackageRefusal(error, limits);
}

/** The shared archive reader speaks of workbooks. */
function asPackageRefusal(error: unknown, limits: ImportLimits): unknown {
  if (!(error instanceof ImportRefused)) {
    return error;
  }
  switch (error.code) {
    case 'import_too_large':
      return tooLarge(
        `The package has too many or too large files: at most ${limits.packageEntries.toLocaleString('en-US')} files, each XML file at most ${Math.floor(limits.smallPartBytes / 1024 / 1024)} MiB. Export the questions in several packages.`,
      );
    case 'encrypted_workbook':
      return new ImportRefused(
        'encrypted_package',
        'The package is protected with a password. Remove the password and choose the file again.',
      );
    default:
      return error;
  }
}
