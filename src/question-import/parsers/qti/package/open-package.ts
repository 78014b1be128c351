import { ImportRefused } from '../../import-refused.js';
import type { ImportProblem } from '../../imported-question.js';
import type { ImportLimits } from '../../limits.js';
import { isManifest, readManifest } from './manifest.js';
import { ArchiveFiles, type PackageFiles } from './package-files.js';
import { planPackage, shortened, type PackagePlan } from './package-plan.js';
import { folderOf } from './package-path.js';
import { BrokenXml, parseXml, type XmlElement } from '../xml/xml-document.js';

/** A package, or one item alone, ready to be read item by item. */
export interface OpenedPackage {
  readonly files: PackageFiles;
  readonly plan: PackagePlan;
  readonly layout: string;
}

/** Files looked into to tell items without a manifest from an archive of something else. */
const mostPeeks = 20;
const itemRoots: ReadonlySet<string> = new Set(['assessmentItem', 'assessmentTest', 'assessmentSection']);

/** @throws ImportRefused */
export async function openPackage(bytes: Uint8Array, limits: ImportLimits): Promise<OpenedPackage> {
  const archive = await ArchiveFiles.open(bytes, limits);
  const manifestPath = findManifest(archive.names);
  if (manifestPath === undefined) {
    throw await noManifest(archive);
  }
  const folder = folderOf(manifestPath);
  const files = archive.below(folder);
  const manifest = await readManifestFile(files, manifestPath.slice(folder === '' ? 0 : folder.length + 1));
  const resources = readManifest(manifest);
  if (!resources.some(({ kind }) => kind === 'item' || kind === 'test')) {
    throw noQuestions(resources.some(({ kind }) => kind === 'qti_1'));
  }
  const plan = await planPackage(resources, files, limits.rows);
  const problems = [...unsafeEntries(archive), ...folderWarning(folder), ...plan.problems];
  return { files, plan: { ...plan, problems }, layout: layoutOf(manifest, plan) };
}

/** One item without a package around it: its pictures stay behind. */
export function openSingleItem(bytes: Uint8Array, limits: ImportLimits): OpenedPackage {
  const root = parseSingle(bytes, limits);
  if (root.name === 'questestinterop') {
    throw noQuestions(true);
  }
  if (root.name !== 'assessmentItem') {
    throw new ImportRefused(
      'no_package_questions',
      'The file is a test without its items. Choose the whole package (.zip) that holds them.',
    );
  }
  const path = 'item.xml';
  return {
    files: { has: (wanted) => wanted === path, readXml: () => Promise.resolve(root) },
    plan: { items: [{ identifier: '', path, placement: {} }], problems: [] },
    layout: 'One QTI item without a package',
  };
}

/** The manifest nearest to the root. */
function findManifest(names: readonly string[]): string | undefined {
  const depth = (name: string): number => name.split('/').length;
  return names
    .filter((name) => /(^|\/)imsmanifest\.xml$/i.test(name) && !name.startsWith('__MACOSX/'))
    .sort((left, right) => depth(left) - depth(right) || (left < right ? -1 : 1))[0];
}

async function readManifestFile(files: PackageFiles, path: string): Promise<XmlElement> {
  try {
    const manifest = await files.readXml(path);
    if (isManifest(manifest)) {
      return manifest;
    }
  } catch (error) {
    if (!(error instanceof BrokenXml)) {
      throw error;
    }
    throw new ImportRefused(
      'damaged_package',
      `The manifest of the package (imsmanifest.xml) ${error.detail}. Export the package again.`,
    );
  }
  throw new ImportRefused(
    'damaged_package',
    'The file imsmanifest.xml is not the manifest of a package: it lists no resources. Export the package again.',
  );
}

async function noManifest(archive: ArchiveFiles): Promise<ImportRefused> {
  const files = archive.below('');
  for (const name of archive.names.filter((name) => /\.xml$/i.test(name)).slice(0, mostPeeks)) {
    const root = await rootName(files, name);
    if (root === 'questestinterop') {
      return noQuestions(true);
    }
    if (root !== undefined && itemRoots.has(root)) {
      return new ImportRefused(
        'missing_manifest',
        'The archive holds QTI items, but no imsmanifest.xml, which says what belongs together. Export the questions as a content package (.zip) again.',
      );
    }
  }
  return new ImportRefused(
    'not_a_workbook',
    'This is an archive (.zip) with neither a workbook nor a QTI package in it. Save the questions as .xlsx or .csv, or export a QTI content package.',
  );
}

async function rootName(files: PackageFiles, path: string): Promise<string | undefined> {
  try {
    return (await files.readXml(path)).name;
  } catch (error) {
    if (error instanceof BrokenXml) {
      return undefined;
    }
    throw error;
  }
}

function noQuestions(isQti1: boolean): ImportRefused {
  return isQti1
    ? new ImportRefused(
        'qti_version_1',
        'The file is written in QTI 1.2, which is another language than QTI 2 and 3 in spite of its name. Export the questions as QTI 2.1, 2.2 or 3.0, or in another format.',
      )
    : new ImportRefused(
        'no_package_questions',
        'The package holds no QTI items. Export the questions themselves as a QTI 2.1, 2.2 or 3.0 package.',
      );
}

function unsafeEntries({ unsafeNames }: ArchiveFiles): ImportProblem[] {
  return unsafeNames.length === 0
    ? []
    : [
        {
          severity: 'error',
          code: 'unsafe_path',
          message: `The archive holds names that lead out of it, such as "${shortened(unsafeNames[0] ?? '')}". These files were not read. Take care: no tool for questions writes such names.`,
        },
      ];
}

function folderWarning(folder: string): ImportProblem[] {
  return folder === ''
    ? []
    : [
        {
          severity: 'warning',
          code: 'manifest_in_folder',
          message: `The manifest stands in the folder "${shortened(folder)}" and not in the root of the archive. That folder was read as the package.`,
        },
      ];
}

function layoutOf(manifest: XmlElement, { testTitle, items }: PackagePlan): string {
  const version = /v(\d)p(\d)/.exec(versionText(manifest));
  const name = version === null ? 'QTI package' : `QTI ${version[1]}.${version[2]} package`;
  const count = items.length === 1 ? '1 item' : `${items.length} items`;
  return testTitle === undefined
    ? `${name} with ${count}`
    : `${name} with the test "${testTitle}" and ${count}`;
}

/** The type of the first resource of QTI; the metadata of many packages names no version. */
function versionText(manifest: XmlElement): string {
  for (const node of manifest.children) {
    if (typeof node !== 'string' && node.name === 'resources') {
      for (const resource of node.children) {
        const type = typeof resource === 'string' ? undefined : resource.attributes.get('type');
        if (type?.toLowerCase().includes('imsqti_') === true) {
          return type;
        }
      }
    }
  }
  return '';
}

function parseSingle(bytes: Uint8Array, limits: ImportLimits): XmlElement {
  try {
    if (bytes.length > limits.smallPartBytes) {
      throw new BrokenXml('broken_xml', 'is far larger than one item can be');
    }
    return parseXml(new TextDecoder('utf-8', { fatal: true }).decode(bytes), limits);
  } catch (error) {
    const detail = error instanceof BrokenXml ? error.detail : 'is not a text in UTF-8';
    throw new ImportRefused('damaged_package', `The item ${detail}. Export it again.`);
  }
}
