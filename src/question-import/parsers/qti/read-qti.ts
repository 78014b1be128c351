import { tooLarge } from '../import-refused.js';
import type { ImportedRow, ImportProblem, ParsedFile } from '../imported-question.js';
import type { ImportLimits } from '../limits.js';
import { ProblemList } from '../problem-list.js';
import type { ReadOptions } from '../read-settings.js';
import type { ItemProblem } from './items/item-context.js';
import { openPackage, openSingleItem, type OpenedPackage } from './package/open-package.js';
import { brokenFile, shortened, type PlannedItem } from './package/package-plan.js';
import { folderOf } from './package/package-path.js';
import { readItem, type ItemReading } from './items/read-item.js';
import { WorkBudget } from './scoring/response-program.js';
import { SharedTexts } from './items/shared-texts.js';
import { BrokenXml } from './xml/xml-document.js';

/** Steps of scoring programs, of which a second has two to four million. A usual item takes 50 to 500. */
const steps = { perFile: 2_000_000, perItem: 1_000 };
const itemsPerProgress = 50;

/**
 * Reads a content package of QTI 2.1, 2.2 or 3.0, or one item of these alone.
 *
 * Sources: the information models, bindings and packaging guides "IMS QTI 2.1" (2012), "2.2" (2015) and
 * "1EdTech QTI 3.0" (2022), "IMS Content Packaging 1.1".
 *
 * @throws ImportRefused where the package as a whole cannot be read; a fault of one item is a problem of the result
 */
export async function readQti(
  bytes: Uint8Array,
  limits: ImportLimits,
  options: ReadOptions,
): Promise<ParsedFile> {
  const opened = isText(bytes) ? openSingleItem(bytes, limits) : await openPackage(bytes, limits);
  const { plan, layout } = opened;
  const problems = new ProblemList(limits.problems);
  for (const problem of plan.problems) {
    problems.add(problem);
  }
  const reader = new ItemReader(opened, limits);
  const rows: ImportedRow[] = [];
  for (const item of plan.items) {
    const row = rows.length + 1;
    const reading = await reader.read(item);
    rows.push(toRow(row, item, reading));
    for (const problem of reading.problems) {
      problems.add(placed(problem, row, item, reading));
    }
    if (row % itemsPerProgress === 0 || row === plan.items.length) {
      options.onProgress?.(row);
    }
  }
  return {
    format: 'qti',
    layout,
    rows,
    problems: problems.kept(),
    problemCounts: problems.counts,
    columns: [],
    ...(plan.testTitle === undefined ? {} : { testTitle: plan.testTitle }),
    ...(plan.timeLimitSeconds === undefined ? {} : { timeLimitSeconds: plan.timeLimitSeconds }),
  };
}

/** The one that is no archive starts with a tag; archives may have other bytes in front. */
function isText(bytes: Uint8Array): boolean {
  return !bytes.includes(0);
}

class ItemReader {
  private readonly budget: WorkBudget;
  private readonly shared: SharedTexts;
  private characters = 0;

  constructor(
    private readonly opened: OpenedPackage,
    private readonly limits: ImportLimits,
  ) {
    this.budget = new WorkBudget(steps.perFile + steps.perItem * opened.plan.items.length);
    this.shared = new SharedTexts(opened.files);
  }

  async read({ path, placement, problem }: PlannedItem): Promise<ItemReading> {
    if (problem !== undefined) {
      return failed(problem);
    }
    const { files } = this.opened;
    try {
      const item = await files.readXml(path);
      if (item.name !== 'assessmentItem') {
        return failed(notAnItem(path, item.name));
      }
      const folder = folderOf(path);
      const shared = await this.shared.of(item, folder);
      if ('problem' in shared) {
        return failed(shared.problem);
      }
      const reading = readItem(item, folder, files, this.budget, placement, shared.texts);
      this.count(reading);
      return reading;
    } catch (error) {
      if (error instanceof BrokenXml) {
        return failed(brokenFile(path, error));
      }
      throw error;
    }
  }

  /** A text that a thousand items share comes a thousand times. */
  private count({ question }: ItemReading): void {
    this.characters += JSON.stringify(question ?? '').length;
    if (this.characters > this.limits.totalCharacters) {
      throw tooLarge(
        'The texts of all questions together are too long. Export the questions in several packages.',
      );
    }
  }
}

function failed(problem: ItemProblem): ItemReading {
  return { losses: [], problems: [problem] };
}

function notAnItem(path: string, root: string): ItemProblem {
  return root === 'questestinterop'
    ? {
        severity: 'error',
        code: 'qti_version_1',
        message: `The file "${shortened(path)}" is written in QTI 1, which is another language. Export it as QTI 2.1, 2.2 or 3.0.`,
      }
    : {
        severity: 'error',
        code: 'not_an_item',
        message: `The file "${shortened(path)}" is no QTI item (its root is ${shortened(root)}). Export the package again.`,
      };
}

function toRow(row: number, item: PlannedItem, reading: ItemReading): ImportedRow {
  return {
    row,
    ...namesOf(item, reading),
    ...(reading.question === undefined ? {} : { question: reading.question }),
    ...(reading.losses.length === 0 ? {} : { losses: reading.losses }),
  };
}

function placed(problem: ItemProblem, row: number, item: PlannedItem, reading: ItemReading): ImportProblem {
  return { ...problem, row, ...namesOf(item, reading) };
}

/** An item that could not be read is known by the name that the test or the manifest gives it. */
function namesOf(
  item: PlannedItem,
  { title, identifier }: ItemReading,
): Pick<ImportProblem, 'title' | 'identifier'> {
  const name = identifier ?? item.identifier;
  return { ...(title === undefined ? {} : { title }), ...(name === '' ? {} : { identifier: name }) };
}
