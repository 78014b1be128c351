import { tooLarge } from '../../import-refused.js';
import type { ImportProblem } from '../../imported-question.js';
import { readTest, type AssessmentTest, type TestEntry } from './assessment-test.js';
import type { ItemProblem } from '../items/item-context.js';
import type { PackageResource } from './manifest.js';
import type { PackageFiles } from './package-files.js';
import type { ResolvedPath } from './package-path.js';
import type { ItemPlacement } from '../items/read-item.js';
import { BrokenXml } from '../xml/xml-document.js';

/** An item that is to become a question, or that cannot even be opened. */
export interface PlannedItem {
  readonly identifier: string;
  readonly path: string;
  readonly placement: ItemPlacement;
  readonly problem?: ItemProblem;
}

export interface PackagePlan {
  readonly items: readonly PlannedItem[];
  readonly problems: readonly ImportProblem[];
  readonly testTitle?: string;
  readonly timeLimitSeconds?: number;
}

/** Sections may be kept in files that refer to further files. */
const deepestSectionFile = 10;

/**
 * Puts the items of a package into the order of its tests, those of no test behind them in the order of the manifest.
 *
 * @param mostItems more are refused
 */
export async function planPackage(
  resources: readonly PackageResource[],
  files: PackageFiles,
  mostItems: number,
): Promise<PackagePlan> {
  const planner = new Planner(files, mostItems, tagsByPath(resources));
  for (const test of resources.filter(({ kind }) => kind === 'test')) {
    await planner.addTest(test);
  }
  planner.addRest(resources.filter(({ kind }) => kind === 'item' || kind === 'qti_1'));
  return planner.plan();
}

function tagsByPath(resources: readonly PackageResource[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    resources.flatMap(({ target, tags }) =>
      target.kind === 'inside' && tags.length > 0 ? [[target.path.toLowerCase(), tags] as const] : [],
    ),
  );
}

class Planner {
  private readonly items: PlannedItem[] = [];
  private readonly known = new Set<string>();
  private readonly problems: ImportProblem[] = [];
  private readonly tests: AssessmentTest[] = [];
  private readonly testFiles = new Set<string>();
  private readonly noted = new Set<string>();

  constructor(
    private readonly files: PackageFiles,
    private readonly mostItems: number,
    private readonly tags: ReadonlyMap<string, readonly string[]>,
  ) {}

  plan(): PackagePlan {
    const [first] = this.tests;
    if (this.tests.length > 1) {
      this.note(
        'warning',
        'several_tests',
        `The package holds ${this.tests.length} tests. Their questions come one after the other, under the title and time limit of the first.`,
      );
    }
    return {
      items: this.items,
      problems: this.problems,
      ...(first?.title === undefined ? {} : { testTitle: first.title }),
      ...(first?.timeLimitSeconds === undefined ? {} : { timeLimitSeconds: first.timeLimitSeconds }),
    };
  }

  async addTest({ target, reference }: PackageResource): Promise<void> {
    const test = await this.readTestFile(target, reference, []);
    if (test !== undefined) {
      this.tests.push(test);
      await this.addEntries(test.entries, 1);
    }
  }

  addRest(resources: readonly PackageResource[]): void {
    const before = this.items.length;
    for (const { kind, identifier, target, reference } of resources) {
      if (kind === 'qti_1') {
        this.add({
          identifier,
          path: reference,
          placement: {},
          problem: {
            severity: 'error',
            code: 'qti_version_1',
            message: `The file "${shortened(reference)}" is written in QTI 1, which is another language. Export it as QTI 2.1, 2.2 or 3.0.`,
          },
        });
      } else {
        this.addItem(identifier, target, reference, {});
      }
    }
    const added = this.items.length - before;
    if (added > 0 && before > 0) {
      this.note(
        'warning',
        'items_without_test',
        `${added === 1 ? 'One item of the package belongs' : `${added} items of the package belong`} to no test. ${added === 1 ? 'It comes' : 'They come'} last.`,
      );
    }
  }

  private async addEntries(entries: readonly TestEntry[], depth: number): Promise<void> {
    for (const entry of entries) {
      if ('titles' in entry) {
        if (depth > deepestSectionFile) {
          this.note(
            'error',
            'section_depth',
            `Sections of the test are kept in files more than ${deepestSectionFile} deep. The deeper ones were not read.`,
          );
          return;
        }
        const section = await this.readTestFile(entry.target, entry.reference, entry.titles);
        await this.addEntries(section?.entries ?? [], depth + 1);
      } else {
        const { identifier, target, reference, ...placement } = entry;
        this.addItem(identifier, target, reference, placement);
      }
    }
  }

  private addItem(
    identifier: string,
    target: ResolvedPath,
    reference: string,
    placement: ItemPlacement,
  ): void {
    const problem = pathProblem(target, reference, this.files);
    const path = target.kind === 'inside' ? target.path : reference;
    if (this.known.has(path.toLowerCase())) {
      // The manifest names again what a test has shown; a test that shows an item twice is told below.
      if ('section' in placement || 'weight' in placement) {
        this.note(
          'warning',
          'item_repeated',
          `The item "${shortened(path)}" stands in the tests more than once. It is imported once.`,
        );
      }
      return;
    }
    this.add({ identifier, path, placement, ...(problem === undefined ? {} : { problem }) });
  }

  private add(item: PlannedItem): void {
    if (this.items.length === this.mostItems) {
      throw tooLarge(
        `The package refers to more than ${this.mostItems.toLocaleString('en-US')} items. Export the questions in several packages.`,
      );
    }
    const tags = this.tags.get(item.path.toLowerCase());
    this.known.add(item.path.toLowerCase());
    this.items.push(tags === undefined ? item : { ...item, placement: { ...item.placement, tags } });
  }

  private async readTestFile(
    target: ResolvedPath,
    reference: string,
    titles: readonly string[],
  ): Promise<AssessmentTest | undefined> {
    const problem = pathProblem(target, reference, this.files);
    if (problem !== undefined || target.kind !== 'inside') {
      this.problems.push(problem ?? unsafePath(reference));
      return undefined;
    }
    // Files that refer to themselves or to each other twice would be read again and again.
    if (this.testFiles.has(target.path)) {
      this.note(
        'warning',
        'section_repeated',
        `The file "${shortened(target.path)}" stands in the tests more than once. It is read once.`,
      );
      return undefined;
    }
    this.testFiles.add(target.path);
    try {
      const root = await this.files.readXml(target.path);
      if (root.name !== 'assessmentTest' && root.name !== 'assessmentSection') {
        this.note(
          'error',
          'not_a_test',
          `The file "${shortened(target.path)}" is no test (its root is ${shortened(root.name)}).`,
        );
        return undefined;
      }
      const test = readTest(root, target.path, titles);
      for (const { code, message } of test.losses) {
        this.note('loss', code, message);
      }
      return test;
    } catch (error) {
      if (error instanceof BrokenXml) {
        this.problems.push(brokenFile(target.path, error));
        return undefined;
      }
      throw error;
    }
  }

  private note(severity: ImportProblem['severity'], code: string, message: string): void {
    if (!this.noted.has(message)) {
      this.noted.add(message);
      this.problems.push({ severity, code, message });
    }
  }
}

/** Why a reference leads to no file of the package. */
export function pathProblem(
  target: ResolvedPath,
  reference: string,
  files: PackageFiles,
): ItemProblem | undefined {
  if (target.kind === 'outside') {
    return unsafePath(reference);
  }
  if (target.kind === 'external') {
    return {
      severity: 'error',
      code: 'external_file',
      message: `The package refers to "${shortened(reference)}", which lies outside it. Nothing is fetched from the web: put the file into the package.`,
    };
  }
  return files.has(target.path)
    ? undefined
    : {
        severity: 'error',
        code: 'missing_file',
        message: `The package refers to the file "${shortened(target.path)}" and does not hold it. Export the package again.`,
      };
}

export function brokenFile(path: string, error: BrokenXml): ItemProblem {
  return {
    severity: 'error',
    code: error.code,
    message: `The file "${shortened(path)}" ${error.detail}. Export the package again.`,
  };
}

function unsafePath(reference: string): ItemProblem {
  return {
    severity: 'error',
    code: 'unsafe_path',
    message: `The package refers to "${shortened(reference)}", which leads out of the package or nowhere. It was not read.`,
  };
}

export function shortened(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
