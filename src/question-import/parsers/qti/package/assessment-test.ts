import type { Rational } from '../../../../common/exact/rational.js';
import type { ImportedLoss } from '../../imported-question.js';
import { parseNumber } from '../scoring/qti-value.js';
import { folderOf, resolvePath, type ResolvedPath } from './package-path.js';
import type { ItemPlacement } from '../items/read-item.js';
import type { XmlElement } from '../xml/xml-document.js';
import { attribute, childElements, firstChild, truthAttribute } from '../xml/xml-query.js';

/** An item where a test shows it. */
export interface ItemReference extends ItemPlacement {
  readonly identifier: string;
  readonly reference: string;
  readonly target: ResolvedPath;
}

/** A section kept in a file of its own. */
export interface SectionReference {
  readonly reference: string;
  readonly target: ResolvedPath;
  /** Titles of the sections around it. */
  readonly titles: readonly string[];
}

export type TestEntry = ItemReference | SectionReference;

export interface AssessmentTest {
  readonly title?: string;
  readonly timeLimitSeconds?: number;
  readonly entries: readonly TestEntry[];
  readonly losses: readonly ImportedLoss[];
}

/** Reads a test, or a section that is kept in a file of its own, in the order in which candidates meet the items. */
export function readTest(root: XmlElement, path: string, titles: readonly string[] = []): AssessmentTest {
  const reader = new TestReader(folderOf(path));
  if (root.name === 'assessmentSection') {
    reader.section(root, titles);
  } else {
    reader.children(root, titles);
  }
  const title = attribute(root, 'title');
  const seconds = secondsOf(root);
  return {
    ...(title === undefined ? {} : { title }),
    ...(seconds === undefined ? {} : { timeLimitSeconds: seconds }),
    entries: reader.entries,
    losses: [...reader.losses].map(([code, message]) => ({ code, message })),
  };
}

/** What a test can do and an assessment here cannot, by the element that says it. */
const lostElements: ReadonlyMap<string, readonly [code: string, message: string]> = new Map([
  [
    'selection',
    [
      'random_selection',
      'The test shows only some of the questions of a section, drawn by lot. All of them are imported.',
    ],
  ],
  [
    'ordering',
    ['random_order', 'The test shuffles the questions of a section. Their order in the file is kept.'],
  ],
  [
    'preCondition',
    ['branching', 'The test shows some questions only after certain answers. All of them are shown.'],
  ],
  [
    'branchRule',
    ['branching', 'The test shows some questions only after certain answers. All of them are shown.'],
  ],
  ['rubricBlock', ['test_rubric', 'Instructions for a test, a part or a section are left out.']],
  ['testFeedback', ['test_feedback', 'Feedback on the whole test is left out.']],
]);

class TestReader {
  readonly entries: TestEntry[] = [];
  readonly losses = new Map<string, string>();

  constructor(private readonly folder: string) {}

  children(parent: XmlElement, titles: readonly string[]): void {
    for (const child of childElements(parent)) {
      const lost = lostElements.get(child.name);
      if (lost !== undefined && (child.name !== 'ordering' || truthAttribute(child, 'shuffle') === true)) {
        this.losses.set(...lost);
      }
      if (child.name === 'assessmentItemRef') {
        this.item(child, titles);
      } else if (child.name === 'assessmentSection') {
        this.section(child, titles);
      } else if (child.name === 'assessmentSectionRef') {
        this.entries.push({ ...this.target(child), titles });
      } else if (child.name === 'testPart') {
        this.limitOf(child);
        this.children(child, titles);
      }
    }
  }

  section(section: XmlElement, titles: readonly string[]): void {
    const title = attribute(section, 'title');
    const isShown = truthAttribute(section, 'visible') !== false;
    this.limitOf(section);
    this.children(section, title === undefined || !isShown ? titles : [...titles, title]);
  }

  private item(element: XmlElement, titles: readonly string[]): void {
    const weight = weightOf(element);
    const seconds = secondsOf(element);
    this.children(element, titles);
    this.entries.push({
      identifier: attribute(element, 'identifier') ?? '',
      ...this.target(element),
      ...(titles.length === 0 ? {} : { section: titles.join(' / ') }),
      ...(weight === undefined ? {} : { weight }),
      ...(seconds === undefined ? {} : { timeLimitSeconds: seconds }),
    });
  }

  private target(element: XmlElement): { reference: string; target: ResolvedPath } {
    const reference = attribute(element, 'href') ?? '';
    return { reference, target: resolvePath(this.folder, reference) };
  }

  private limitOf(element: XmlElement): void {
    if (secondsOf(element) !== undefined) {
      this.losses.set('section_time_limit', 'Time limits of parts and sections of the test are left out.');
    }
  }
}

/** The weight called WEIGHT is the one that tools use to add up a test. */
function weightOf(element: XmlElement): Rational | undefined {
  const weights = childElements(element, 'weight');
  const chosen =
    weights.find((weight) => attribute(weight, 'identifier')?.toUpperCase() === 'WEIGHT') ?? weights[0];
  const weight = parseNumber(attribute(chosen, 'value') ?? '');
  return weight === undefined || weight.numerator < 0n ? undefined : weight;
}

function secondsOf(element: XmlElement): number | undefined {
  const seconds = Number(attribute(firstChild(element, 'timeLimits'), 'maxTime') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 && seconds < 1e9 ? Math.ceil(seconds) : undefined;
}
