import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toShortDecimal } from '../common/exact/decimal.js';
import { Rational } from '../common/exact/rational.js';
import { questionKinds } from '../questions/kinds/index.js';
import { questionKindNames, type QuestionKindName } from '../questions/kinds/question-kind.js';
import { testResult } from './test-result.js';

/**
 * The published scoring cases (test/fixtures/scoring). The adapter below turns each into a question of ours and
 * goes the whole way: author's body, parser, scorer. It refuses fields it does not know, so that no case can be
 * passed over in silence; what we do not offer is declared here.
 */

type Fields = Record<string, unknown>;

interface ScoringCase {
  readonly id: string;
  readonly level: 'core' | 'extended';
  readonly needs?: readonly string[];
  readonly type: string;
  readonly question: Fields;
  readonly answer: unknown;
  readonly expected: Fields & { points: number; fraction: number | null; status?: string };
  readonly why?: string;
}

const typesNotOffered = ['matching', 'ordering', 'cloze', 'essay', 'survey', 'regrade'];

const needsNotOffered = ['compare:exact', 'no-floor'];

/** Settings without a counterpart in our questions, with the values at which they change nothing. */
const settingsNotOffered: Record<string, readonly unknown[]> = {
  minFraction: [0],
  wildcards: [false],
  typoTolerance: [0],
  units: [],
  baseUnit: [],
  unitPenalty: [],
  allowPercent: [false],
  allowFractions: [false],
  floorAtZero: [true],
  passPoints: [],
  sectionMinimumPercent: [],
  'accepted.includeMax': [true],
  'accepted.tolerance.geometric': [],
  'options.weight': [],
  'answer.pending': [false],
  'answer.section': [],
};

const fixture = new URL('../../test/fixtures/scoring/cases.json', import.meta.url);
const { cases, tolerance } = JSON.parse(readFileSync(fixture, 'utf8')) as {
  cases: readonly ScoringCase[];
  tolerance: number;
};

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? (value as Fields[]) : [];
}

function settingsOf({ type, question, answer }: ScoringCase): [string, unknown][] {
  const accepted = listOf(question['accepted']);
  return [
    ...Object.entries(question),
    ...accepted.flatMap((entry) => prefixed('accepted', entry)),
    ...accepted.flatMap((entry) => prefixed('accepted.tolerance', entry['tolerance'] ?? {})),
    ...listOf(question['options']).flatMap((option) => prefixed('options', option)),
    ...(type === 'test' ? listOf(answer).flatMap((result) => prefixed('answer', result)) : []),
  ];
}

function prefixed(prefix: string, fields: object): [string, unknown][] {
  return Object.entries(fields).map(([name, value]) => [`${prefix}.${name}`, value]);
}

/** Why we cannot run the case, or undefined. */
function reasonToSkip(scoringCase: ScoringCase): string | undefined {
  if (typesNotOffered.includes(scoringCase.type)) {
    return `type ${scoringCase.type}`;
  }
  const need = scoringCase.needs?.find((name) => needsNotOffered.includes(name));
  if (need !== undefined) {
    return `need ${need}`;
  }
  const setting = settingsOf(scoringCase).find(([name, value]) => {
    const harmless = settingsNotOffered[name];
    return harmless !== undefined && !harmless.includes(value);
  });
  return setting && `setting ${setting[0]}`;
}

/** Takes the named fields out; what is left over is a field that the adapter must not ignore. */
function take(fields: Fields, ...names: string[]): unknown[] {
  const unknown = Object.keys(fields).filter(
    (name) => !names.includes(name) && !(name in settingsNotOffered),
  );
  expect(unknown, 'fields that the adapter does not know').toEqual([]);
  return names.map((name) => fields[name]);
}

function text(value: unknown): string {
  return typeof value === 'number' ? toShortDecimal(Rational.fromNumber(value), 100) : String(value);
}

function decimalSeparatorOf(locale: unknown): string {
  const parts = new Intl.NumberFormat(text(locale ?? 'en')).formatToParts(1.5);
  return parts.some(({ type, value }) => type === 'decimal' && value === ',') ? 'comma' : 'point';
}

function penaltyOf(penalty: unknown): object | undefined {
  if (penalty === undefined || penalty === null) {
    return undefined;
  }
  const [fraction, points, auto] = take(penalty as Fields, 'fraction', 'points', 'auto');
  return auto === true
    ? { automatic: true }
    : points === undefined
      ? { fraction: text(fraction) }
      : { points: text(points) };
}

function choiceOf(options: unknown) {
  return listOf(options).map((option) => {
    const [id, correct] = take(option, 'id', 'correct');
    return { option: { id, text: `option ${text(id)}` }, id, correct };
  });
}

function acceptedNumber(entry: Fields): Fields {
  const names = [
    'value',
    'tolerance',
    'significantFigures',
    'decimalPlaces',
    'fraction',
    'min',
    'max',
    'includeMax',
  ];
  take(entry, ...names);
  const read: Fields = {};
  for (const [name, value] of Object.entries(entry)) {
    if (name === 'tolerance') {
      read[name] = Object.fromEntries(
        Object.entries(value as Fields).map(([kind, size]) => [kind, text(size)]),
      );
    } else if (name !== 'includeMax') {
      read[name] = name === 'significantFigures' || name === 'decimalPlaces' ? value : text(value);
    }
  }
  return read;
}

const bodyOf: Record<QuestionKindName, (question: Fields) => { content: object; key: object }> = {
  single_choice(question) {
    const [, options, wrongPenalty] = take(question, 'points', 'options', 'wrongPenalty');
    const choice = choiceOf(options);
    const right = choice.filter(({ correct }) => correct === true);
    expect(right, 'single choice has one right option').toHaveLength(1);
    return {
      content: { options: choice.map(({ option }) => option) },
      key: { correctOptionId: right[0]?.id, wrongPenalty: penaltyOf(wrongPenalty) },
    };
  },

  multiple_choice(question) {
    const [, options, scoring, maximumSelections] = take(
      question,
      'points',
      'options',
      'scoring',
      'maxSelections',
    );
    const choice = choiceOf(options);
    return {
      content: { options: choice.map(({ option }) => option), maximumSelections },
      key: {
        correctOptionIds: choice.filter(({ correct }) => correct === true).map(({ id }) => id),
        scoring,
      },
    };
  },

  true_false(question) {
    const [, correct, wrongPenalty] = take(question, 'points', 'correct', 'wrongPenalty');
    return { content: {}, key: { correct, wrongPenalty: penaltyOf(wrongPenalty) } };
  },

  short_answer(question) {
    const settings = ['caseSensitive', 'ignoreDiacritics', 'ignorePunctuation'] as const;
    const [, accepted, unicode, locale] = take(
      question,
      'points',
      'accepted',
      'unicode',
      'locale',
      ...settings,
    );
    expect([undefined, 'NFC', 'NFKC']).toContain(unicode);
    expect([undefined, 'root', 'en', 'tr', 'az']).toContain(locale);
    const key: Fields = {
      compatibility: unicode === 'NFKC',
      turkishLetters: locale === 'tr' || locale === 'az',
    };
    key['accepted'] = listOf(accepted).map((entry) => {
      const [answer, fraction] = take(entry, 'text', 'fraction');
      return { text: answer, fraction: fraction === undefined ? undefined : text(fraction) };
    });
    for (const name of settings) {
      key[name] = question[name];
    }
    return { content: {}, key };
  },

  numeric(question) {
    const [, accepted, locale] = take(question, 'points', 'accepted', 'locale');
    return {
      content: { decimalSeparator: decimalSeparatorOf(locale) },
      key: { accepted: listOf(accepted).map(acceptedNumber) },
    };
  },
};

function expectClose(actual: Rational, expected: number | null, precision = tolerance): void {
  expect(expected).not.toBeNull();
  const distance = actual.subtract(Rational.fromNumber(expected ?? 0)).absolute();
  expect(Number(distance.toDecimal(12)), `${actual.toDecimal(6)} is not ${expected}`).toBeLessThanOrEqual(
    precision,
  );
}

function runQuestion(kindName: QuestionKindName, { question, answer, expected }: ScoringCase): void {
  const kind = questionKinds[kindName];
  const parsed = kind.parseBody(bodyOf[kindName](question), () => 'new');
  expect(parsed).toMatchObject({ ok: true });
  if (!parsed.ok) {
    return;
  }
  const points = Rational.fromText(text(question['points']));
  const score = kind.score(parsed.value.content, parsed.value.key, answer, points);
  expectClose(score.points, expected.points);
  expectClose(score.fraction, expected.fraction);
  if (expected.status === 'wrong-or-invalid') {
    expect(['incorrect', 'invalid']).toContain(score.status);
  } else if (expected.status !== undefined) {
    expect(score.status).toBe(expected.status);
  }
}

function runTest({ question, answer, expected }: ScoringCase): void {
  const [passPercent] = take(question, 'passPercent');
  const flags = ['unanswered', 'voided', 'fullMarksForAll', 'bonus'];
  const items = listOf(answer).map((entry) => {
    const [points, fraction, weight, , voided, fullMarksForAll, bonus] = take(
      entry,
      'points',
      'fraction',
      'weight',
      ...flags,
    );
    return {
      // Our items have points alone: a weight is a multiple of them.
      maximum: Rational.fromText(text(points)).multiply(Rational.fromText(text(weight ?? 1))),
      fraction: Rational.fromText(text(fraction)),
      withdrawn: voided === true,
      fullMarksForAll: fullMarksForAll === true,
      bonus: bonus === true,
    };
  });
  const mark = passPercent === undefined || passPercent === null ? null : text(passPercent);
  const result = testResult(items, mark);
  expectClose(result.points, expected.points);
  expectClose(result.maximumPoints, expected['maxPoints'] as number);
  expect(result.percent === null ? null : Number(result.percent)).toBe(expected['percent']);
  expect(result.passed).toBe(expected['passed']);
  if (result.percent !== null) {
    expectClose(Rational.fromText(result.percent).divide(Rational.of(100)), expected.fraction, 1e-4);
  }
}

function isKindName(name: string): name is QuestionKindName {
  return questionKindNames.some((kindName) => kindName === name);
}

const skipped = cases.flatMap((scoringCase) => {
  const reason = reasonToSkip(scoringCase);
  return reason === undefined ? [] : [{ ...scoringCase, reason }];
});
const skippedIds = new Set(skipped.map(({ id }) => id));

describe('scoring cases', () => {
  it.each(
    cases
      .filter(({ id }) => !skippedIds.has(id))
      .map((scoringCase) => [scoringCase.id, scoringCase] as const),
  )('%s', (_id, scoringCase) => {
    if (scoringCase.type === 'test') {
      runTest(scoringCase);
    } else if (isKindName(scoringCase.type)) {
      runQuestion(scoringCase.type, scoringCase);
    } else {
      expect.fail(`type ${scoringCase.type} is neither offered nor declared as not offered`);
    }
  });

  it.each(skipped.map(({ id, reason }) => `${id}: we do not offer ${reason}`))('skipped %s', (title) => {
    expect(title).toMatch(/: we do not offer (type|need|setting) /);
  });

  it('skips no core case of what we offer', () => {
    const passedOver = skipped.filter(
      ({ level, type }) => level === 'core' && !typesNotOffered.includes(type),
    );
    expect(passedOver.map(({ id }) => id)).toEqual([]);
  });

  it('runs what it says and skips what it lists', () => {
    const reasons: Record<string, number> = {};
    for (const { reason } of skipped) {
      reasons[reason] = (reasons[reason] ?? 0) + 1;
    }
    expect({ run: cases.length - skipped.length, skipped: reasons }).toEqual({
      run: 29,
      skipped: {
        'need compare:exact': 1,
        'need no-floor': 1,
        'setting accepted.tolerance.geometric': 1,
        'setting options.weight': 1,
        'setting wildcards': 2,
        'type cloze': 2,
        'type essay': 1,
        'type matching': 2,
        'type ordering': 3,
        'type regrade': 1,
        'type survey': 1,
      },
    });
  });
});
