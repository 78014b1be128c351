import { damagedWorkbook, ImportRefused } from '../import-refused.js';
import type { Archive, ArchivePart } from './archive.js';
import { attribute, childElements, readSmallPart } from './small-part.js';
import type { InflationBudget } from './stream-part.js';

export interface WorkbookSheet {
  readonly name: string;
  readonly part: ArchivePart;
}

/** What the workbook part says about its parts. */
export interface Workbook {
  /** Visible sheets of cells, in the order of their tabs. */
  readonly sheets: readonly WorkbookSheet[];
  readonly strings: ArchivePart | undefined;
  readonly styles: ArchivePart | undefined;
  readonly countsFrom1904: boolean;
}

interface Relationship {
  readonly id: string;
  /** The last segment of the type: strict workbooks have other addresses in front of it. */
  readonly kind: string;
  readonly target: string;
}

/** Finds the parts of a workbook from its relationships; names and places of parts are free. */
export async function readWorkbook(archive: Archive, budget: InflationBudget): Promise<Workbook> {
  const workbookPart = await findWorkbookPart(archive, budget);
  const relationships = await readRelationships(archive, workbookPart.name, budget);
  const root = (await readRoot(workbookPart, 'workbook', budget)) ?? {};
  const partOfKind = (kind: string): ArchivePart | undefined => {
    const relationship = relationships.find((candidate) => candidate.kind === kind);
    return relationship === undefined ? undefined : archive.find(relationship.target);
  };
  const sheets: WorkbookSheet[] = [];
  for (const sheet of childElements(root, 'sheets', 'sheet')) {
    const state = attribute(sheet, 'state');
    const relationship = relationships.find((candidate) => candidate.id === attribute(sheet, 'id'));
    // Charts, dialogs and macro sheets stand in the same list and hold no cells.
    const hasCells = relationship === undefined || relationship.kind === 'worksheet';
    if (state === 'hidden' || state === 'veryHidden' || !hasCells) {
      continue;
    }
    const name = attribute(sheet, 'name') ?? '';
    const part = relationship === undefined ? undefined : archive.find(relationship.target);
    if (part === undefined) {
      throw damagedWorkbook(`sheet "${name}" is missing`);
    }
    sheets.push({ name, part });
  }
  if (sheets.length === 0) {
    throw new ImportRefused('no_visible_sheet', 'The workbook has no visible sheet with cells.');
  }
  const date1904 = attribute(childElements(root, 'workbookPr')[0] ?? {}, 'date1904');
  return {
    sheets,
    strings: partOfKind('sharedStrings'),
    styles: partOfKind('styles'),
    countsFrom1904: date1904 === '1' || date1904 === 'true',
  };
}

async function readRoot(part: ArchivePart, name: string, budget: InflationBudget) {
  return childElements(await readSmallPart(part, budget), name)[0];
}

async function findWorkbookPart(archive: Archive, budget: InflationBudget): Promise<ArchivePart> {
  const relationships = await readRelationships(archive, '', budget);
  const target = relationships.find((candidate) => candidate.kind === 'officeDocument')?.target;
  const part = archive.find(target ?? 'xl/workbook.xml');
  if (part === undefined) {
    throw new ImportRefused(
      'not_a_workbook',
      'This archive has no workbook in it. Save the questions as .xlsx or .csv and choose that file.',
    );
  }
  return part;
}

async function readRelationships(
  archive: Archive,
  source: string,
  budget: InflationBudget,
): Promise<Relationship[]> {
  const slash = source.lastIndexOf('/') + 1;
  const part = archive.find(`${source.slice(0, slash)}_rels/${source.slice(slash)}.rels`);
  const root = part === undefined ? undefined : await readRoot(part, 'Relationships', budget);
  return childElements(root ?? {}, 'Relationship')
    .filter((element) => attribute(element, 'TargetMode') !== 'External')
    .map((element) => ({
      id: attribute(element, 'Id') ?? '',
      kind: attribute(element, 'Type')?.split('/').at(-1) ?? '',
      target: resolveTarget(source.slice(0, slash), attribute(element, 'Target') ?? ''),
    }));
}

/** Targets are absolute from the root of the archive, or relative to the folder of their source. */
function resolveTarget(folder: string, target: string): string {
  const path = target.replaceAll('\\', '/');
  const segments: string[] = [];
  for (const segment of (path.startsWith('/') ? path : `${folder}${path}`).split('/')) {
    if (segment === '..') {
      segments.pop();
    } else if (segment !== '.' && segment !== '') {
      segments.push(segment);
    }
  }
  return segments.join('/');
}
