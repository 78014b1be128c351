import { readFile } from 'node:fs/promises';
import JSZip from 'jszip';
import { describe, expect, it } from 'vitest';
import { translatedToQti3 } from '../../../../test/fixtures/import/build-qti-package.js';
import { Rational } from '../../../common/exact/rational.js';
import type { ImportedAccepted, ImportedOption, ImportedQuestion } from '../imported-question.js';
import { defaultImportLimits } from '../limits.js';
import { readQti } from './read-qti.js';

interface ItemScore {
  readonly identifier: string;
  readonly response: readonly string[] | Readonly<Record<string, string>>;
  readonly score: number;
}

const folder = new URL('../../../../test/fixtures/import/', import.meta.url);
const version2 = await readFile(new URL('60-qti21.zip', folder));
const version3 = await translatedToQti3(version2);
const { itemScores } = JSON.parse(await readFile(new URL('60-qti21.zip.expected.json', folder), 'utf8')) as {
  readonly itemScores: readonly ItemScore[];
};
/** Of the test: scores of the items are before these. */
const weights: Readonly<Record<string, number>> = { q01: 2, q04: 3 };

const read = async (bytes: Uint8Array) => readQti(bytes, defaultImportLimits, {});

/** What the identifiers of choices stand for. */
async function textsOf(identifier: string): Promise<ReadonlyMap<string, string>> {
  const zip = await JSZip.loadAsync(version2);
  const xml = (await zip.file(`items/${identifier}.xml`)?.async('string')) ?? '';
  const choices = xml.matchAll(/<\w+[cC]hoice identifier="(\w+)"[^>]*>([^<]*)</g);
  return new Map([...choices].map(([, name = '', text = '']) => [name, text.replace('&amp;', '&')]));
}

const clamped = (share: number): number => Math.min(1, Math.max(0, share));

function optionShare(
  options: readonly ImportedOption[],
  chosen: readonly string[],
  scoring?: string,
): number {
  const isChosen = ({ text }: ImportedOption): boolean => chosen.includes(text);
  if (scoring === 'weights') {
    return clamped(options.filter(isChosen).reduce((sum, { fraction = 0 }) => sum + fraction, 0));
  }
  return Number(options.every((option) => isChosen(option) === option.correct));
}

function toleranceOf({ tolerance }: Extract<ImportedAccepted, { readonly value: string }>): Rational {
  return Rational.fromText(tolerance !== undefined && 'absolute' in tolerance ? tolerance.absolute : '0');
}

function acceptedShare(accepted: ImportedAccepted, given: string, isCaseSensitive: boolean): number {
  if ('text' in accepted) {
    const [left, right] = isCaseSensitive
      ? [accepted.text, given]
      : [accepted.text.toLowerCase(), given.toLowerCase()];
    return left === right ? accepted.fraction : 0;
  }
  const number = Rational.fromText(given);
  const isInside =
    'value' in accepted
      ? number.subtract(Rational.fromText(accepted.value)).absolute().compare(toleranceOf(accepted)) <= 0
      : number.compare(Rational.fromText(accepted.min)) >= 0 &&
        number.compare(Rational.fromText(accepted.max)) <= 0;
  return isInside ? (accepted.fraction ?? 1) : 0;
}

/** The share of the points that an answer gets, by the neutral question alone. */
function shareOf(question: ImportedQuestion, given: readonly string[]): number {
  switch (question.kind) {
    case 'single_choice':
    case 'multiple_choice':
      return optionShare(question.options ?? [], given, question.scoring);
    case 'true_false':
      return Number(given.length === 1 && (given[0] === 'True') === question.correct);
    case 'short_answer':
    case 'numeric':
      return Math.max(
        ...(question.accepted ?? []).map((accepted) =>
          given[0] === undefined ? 0 : acceptedShare(accepted, given[0], question.caseSensitive ?? false),
        ),
      );
    case 'matching': {
      const pairs = question.pairs ?? [];
      return pairs.filter(({ stem, choice }) => given.includes(`${stem} ${choice}`)).length / pairs.length;
    }
    case 'ordering':
      return Number((question.order ?? []).every((item, index) => item === given[index]));
    case 'cloze': {
      const gaps = question.gaps ?? [];
      const total = gaps.reduce((sum, { weight }) => sum + weight, 0);
      const gained = gaps.map(({ weight, options = [] }, index) =>
        options.some(({ text, correct }) => correct && text === given[index]) ? weight : 0,
      );
      return gained.reduce((sum, points) => sum + points, 0) / total;
    }
    default:
      throw new Error(`${question.kind} is not scored`);
  }
}

describe.each([
  ['2.1', version2],
  ['3.0', version3],
])('the sample package in QTI %s', (_version, bytes) => {
  it.each(itemScores)(
    'understands the scoring of $identifier: $response gives $score',
    async ({ identifier, response, score }) => {
      const { rows } = await read(bytes);
      const question = rows.find((row) => row.identifier === identifier)?.question;
      const texts = await textsOf(identifier);
      const given = (Array.isArray(response) ? response : Object.values(response)).map((value: string) =>
        value
          .split(' ')
          .map((name) => texts.get(name) ?? name)
          .join(' '),
      );
      if (question === undefined) {
        throw new Error(`${identifier} was not read`);
      }
      const most = Number(question.points) / (weights[identifier] ?? 1);
      expect(shareOf(question, given) * most).toBeCloseTo(score, 10);
    },
  );

  it('has the title, the time limit and the sections of its test', async () => {
    const file = await read(bytes);
    expect([file.testTitle, file.timeLimitSeconds]).toEqual(['Shift test', 1800]);
    expect([...new Set(file.rows.flatMap(({ question }) => question?.section ?? []))]).toEqual([
      'Safety',
      'General',
    ]);
  });
});

describe('the two versions of the sample package', () => {
  it('give the same questions and problems', async () => {
    const [second, third] = [await read(version2), await read(version3)];
    expect(third.rows.map(({ question }) => question)).toEqual(second.rows.map(({ question }) => question));
    expect(third.problems).toEqual(second.problems);
    expect([second.layout, third.layout]).toEqual([
      'QTI 2.1 package with the test "Shift test" and 11 items',
      'QTI 3.0 package with the test "Shift test" and 11 items',
    ]);
  });

  it('keep the order of the test, with the item that is not offered in its place', async () => {
    const { rows, problems } = await read(version3);
    expect(rows.map(({ identifier }) => identifier)).toEqual(
      'q01 q02 q03 q11 q04 q05 q06 q07 q08 q09 q10'.split(' '),
    );
    expect(problems).toEqual([
      expect.objectContaining({
        severity: 'error',
        code: 'unsupported_type',
        row: 4,
        identifier: 'q11',
        title: 'Find the spot',
        message: expect.stringContaining('"hotspot"'),
      }),
    ]);
  });

  it('tell how far the reading is', async () => {
    const steps: number[] = [];
    await readQti(version2, defaultImportLimits, { onProgress: (rows) => steps.push(rows) });
    expect(steps).toEqual([11]);
  });
});
