import { describe, expect, it } from 'vitest';
import {
  choice,
  mapping,
  packQti,
  qtiItem,
  response,
  rules,
  scoreRule,
  type ItemParts,
} from '../../../../../test/fixtures/import/build-qti-package.js';
import type { ImportedQuestion, ImportedRow } from '../../imported-question.js';
import { defaultImportLimits } from '../../limits.js';
import { readQti } from '../read-qti.js';
import { WorkBudget } from '../scoring/response-program.js';
import { parseXml } from '../xml/xml-document.js';
import { readItem } from './read-item.js';

interface Reading {
  readonly row: ImportedRow;
  readonly question: ImportedQuestion | undefined;
  readonly codes: readonly string[];
  readonly losses: readonly string[];
  readonly messages: string;
}

async function read(parts: ItemParts, files: Record<string, string> = {}): Promise<Reading> {
  const bytes = await packQti({ 'items/a.xml': qtiItem(parts), ...files });
  const file = await readQti(bytes, defaultImportLimits, {});
  const [row] = file.rows;
  if (row === undefined) {
    throw new Error('no row');
  }
  return {
    row,
    question: row.question,
    codes: file.problems.map(({ severity, code }) => `${severity} ${code}`),
    losses: row.losses?.map(({ code }) => code) ?? [],
    messages: file.problems.map(({ message }) => message).join('\n'),
  };
}

const matches = (identifier = 'RESPONSE'): string =>
  `<match><variable identifier="${identifier}"/><correct identifier="${identifier}"/></match>`;
const is = (value: string, type = 'identifier'): string =>
  `<match><variable identifier="RESPONSE"/><baseValue baseType="${type}">${value}</baseValue></match>`;
const add = (points: string, test: string): string =>
  `<responseCondition><responseIf>${test}<setOutcomeValue identifier="SCORE"><sum><variable identifier="SCORE"/><baseValue baseType="float">${points}</baseValue></sum></setOutcomeValue></responseIf></responseCondition>`;
const set = (name: string, expression: string): string =>
  `<setOutcomeValue identifier="${name}">${expression}</setOutcomeValue>`;
const field = '<p>It is <textEntryInteraction responseIdentifier="RESPONSE"/> long.</p>';
const flags = (question: ImportedQuestion | undefined): string =>
  (question?.options ?? []).map(({ correct }) => (correct ? '1' : '0')).join('');
const shares = (question: ImportedQuestion | undefined): (number | undefined)[] =>
  (question?.options ?? []).map(({ fraction }) => fraction);

describe('a choice of one', () => {
  it.each([
    ['the standard template', 'match_correct', '1'],
    ['the template of common cartridges', 'CC2_match', '1'],
    ['own rules', rules(scoreRule(matches(), '3')), '3'],
    [
      'points in another outcome',
      rules(scoreRule(is('B'), '2').replace('"SCORE"', '"S1"'), set('SCORE', '<variable identifier="S1"/>')),
      '2',
    ],
    [
      'the points of the maximum',
      rules(
        scoreRule(matches(), '9').replace(/<baseValue.*?<\/baseValue>/, '<variable identifier="MAXSCORE"/>'),
      ),
      '4',
    ],
  ])('is scored by %s', async (_what, processing, points) => {
    const most =
      '<outcomeDeclaration identifier="MAXSCORE" cardinality="single" baseType="float"><defaultValue><value>4</value></defaultValue></outcomeDeclaration>';
    const { question, codes } = await read({
      declarations: response('single', 'identifier', ['B']) + (points === '4' ? most : ''),
      body: choice('ABC'),
      processing,
    });
    expect(question).toMatchObject({ kind: 'single_choice', points, text: 'Which?' });
    expect([flags(question), question?.scoring, codes]).toEqual(['010', undefined, []]);
  });

  it('may give parts of the points', async () => {
    const { question } = await read({
      declarations: response('single', 'identifier', ['B'], mapping('defaultValue="0"', { B: 4, C: 1 })),
      body: choice('ABC'),
      processing: 'map_response',
    });
    expect(question).toMatchObject({ kind: 'single_choice', points: '4', scoring: 'weights' });
    expect([flags(question), shares(question)]).toEqual(['010', [0, 1, 0.25]]);
  });

  it('may take points off for every wrong answer', async () => {
    const { question } = await read({
      declarations: response('single', 'identifier', ['B'], mapping('defaultValue="-0.5"', { B: 2 })),
      body: choice('ABC'),
      processing: 'map_response',
    });
    expect(question).toMatchObject({ points: '2', wrongPenalty: '0.5' });
    expect(question?.scoring).toBeUndefined();
  });

  it('is scored by a template although its response has another name', async () => {
    const { question, codes } = await read({
      declarations: response('single', 'identifier', ['B'], '', 'R1'),
      body: choice('ABC').replace('RESPONSE', 'R1'),
      processing: 'match_correct',
    });
    expect([flags(question), question?.points, codes]).toEqual(['010', '1', []]);
  });

  it('is several where the number of choices is unlimited', async () => {
    const { question } = await read({
      declarations: response('multiple', 'identifier', ['A', 'C']),
      body: choice('ABC', 'maxChoices="0"'),
      processing: 'match_correct',
    });
    expect(question).toMatchObject({ kind: 'multiple_choice', scoring: 'all_or_nothing' });
    expect(question?.maxSelections).toBeUndefined();
  });

  it('keeps Yes and No as options', async () => {
    const { question } = await read({
      declarations: response('single', 'identifier', ['A']),
      body: choice('AB').replace('Option A', 'Yes').replace('Option B', 'No'),
      processing: 'match_correct',
    });
    expect(question?.kind).toBe('single_choice');
  });

  it('in the middle of a text leaves a gap in it', async () => {
    const { question } = await read({
      declarations: response('single', 'identifier', ['B']),
      body: '<p>The team <inlineChoiceInteraction responseIdentifier="RESPONSE"><inlineChoice identifier="A">are</inlineChoice><inlineChoice identifier="B">is</inlineChoice></inlineChoiceInteraction> small.</p>',
      processing: 'match_correct',
    });
    expect(question).toMatchObject({ kind: 'single_choice', text: 'The team _____ small.' });
    expect(flags(question)).toBe('01');
  });
});

describe('a choice of several', () => {
  const weights = mapping('lowerBound="0" upperBound="2" defaultValue="-1"', { A: 1, B: 1, C: 1 });

  it('has the shares of its mapping, the upper bound and the wrong ones included', async () => {
    const { question, codes } = await read({
      declarations: response('multiple', 'identifier', ['A', 'B'], weights),
      body: choice('ABCD', 'maxChoices="0" minChoices="2"'),
      processing: 'map_response',
    });
    expect(question).toMatchObject({ kind: 'multiple_choice', points: '2', scoring: 'weights' });
    expect([flags(question), shares(question)]).toEqual(['1110', [0.5, 0.5, 0.5, -0.5]]);
    expect(codes).toEqual([]);
  });

  it('is understood from rules that add up options', async () => {
    const member = (value: string): string =>
      `<member><baseValue baseType="identifier">${value}</baseValue><variable identifier="RESPONSE"/></member>`;
    const { question, losses } = await read({
      declarations: response('multiple', 'identifier', ['A', 'C']),
      body: choice('ABC', 'maxChoices="3"'),
      processing: rules(add('2', member('A')), add('1', member('C')), add('-1', member('B'))),
    });
    expect(question).toMatchObject({ points: '3', scoring: 'weights' });
    expect(shares(question)).toEqual([0.666666666667, -0.333333333333, 0.333333333333]);
    expect(losses).toEqual(['negative_score']);
  });

  it('stops at minus all points for a wrong option, as the sum stops at zero', async () => {
    const { question } = await read({
      declarations: response(
        'multiple',
        'identifier',
        ['A', 'B'],
        mapping('lowerBound="0" defaultValue="-5"', { A: 1, B: 1 }),
      ),
      body: choice('ABC', 'maxChoices="0"'),
      processing: 'map_response',
    });
    expect(shares(question)).toEqual([0.5, 0.5, -1]);
  });

  it('that gives points for a combination is for review', async () => {
    const { question, codes } = await read({
      declarations: response('multiple', 'identifier', ['A', 'B']),
      body: choice('ABC', 'maxChoices="0"'),
      processing: rules(
        scoreRule(
          '<contains><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></contains>',
          '2',
        ),
      ),
    });
    expect([question?.scoring, codes]).toEqual(['review', ['warning scoring_review']]);
  });

  it('says that a total below zero is zero', async () => {
    const { losses } = await read({
      declarations: response('multiple', 'identifier', ['A'], mapping('defaultValue="-1"', { A: 1 })),
      body: choice('AB', 'maxChoices="0"'),
      processing: 'map_response',
    });
    expect(losses).toEqual(['negative_score']);
  });

  it('of many options is understood as well', async () => {
    const letters = 'ABCDEFGHIJKLMNOP';
    const { question } = await read({
      declarations: response(
        'multiple',
        'identifier',
        ['A', 'P'],
        mapping('defaultValue="0"', { A: 1, P: 1 }),
      ),
      body: choice(letters, 'maxChoices="0"'),
      processing: 'map_response',
    });
    expect(question).toMatchObject({ points: '2', scoring: 'weights' });
    expect(flags(question)).toBe('1000000000000001');
  });

  it.each([
    ['points', 'map_response', '001'],
    ['the declared answer', 'match_correct', '110'],
  ])(
    'says where mapping and answer contradict each other and takes %s',
    async (_what, processing, expected) => {
      const { question, codes } = await read({
        declarations: response('multiple', 'identifier', ['A', 'B'], mapping('defaultValue="0"', { C: 1 })),
        body: choice('ABC', 'maxChoices="0"'),
        processing,
      });
      expect([flags(question), codes]).toEqual([expected, ['warning mapping_contradicts_answer']]);
    },
  );
});

describe('scoring that is not understood', () => {
  it.each([
    [
      'random numbers',
      rules(set('SCORE', '<random><baseValue baseType="float">1</baseValue></random>')),
      'random',
    ],
    ['an unknown template', '<responseProcessing template="http://example.org/own.xml"/>', 'own'],
    ['areas', 'map_response_point', 'map_response_point'],
    [
      'a lookup table',
      rules('<lookupOutcomeValue identifier="SCORE"><null/></lookupOutcomeValue>'),
      'lookupOutcomeValue',
    ],
    [
      'points for a blank answer',
      rules(scoreRule('<isNull><variable identifier="RESPONSE"/></isNull>', '1')),
      'no question here has',
    ],
    ['nothing that sets points', rules(set('OTHER', matches())), 'no question here has'],
  ])('brings the item in for review: %s', async (_what, processing, mention) => {
    const { question, codes, messages } = await read({
      declarations: response('single', 'identifier', ['B']),
      body: choice('ABC'),
      processing,
    });
    expect(question).toMatchObject({ kind: 'single_choice', scoring: 'review' });
    expect([flags(question), codes]).toEqual(['010', ['warning scoring_review']]);
    expect(messages).toContain(mention);
  });

  it('is told from scoring that is missing', async () => {
    const assumed = await read({ declarations: response('single', 'identifier', ['B']), body: choice('AB') });
    expect([flags(assumed.question), assumed.codes]).toEqual(['01', ['warning scoring_assumed']]);
    const none = await read({ declarations: response('single', 'identifier', []), body: choice('AB') });
    expect([none.question?.scoring, none.codes]).toEqual(['review', ['warning no_right_answer']]);
  });

  it('says where the stated maximum is another one', async () => {
    const { question, codes } = await read({
      declarations: `${response('single', 'identifier', ['B'])}<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" normalMaximum="5"/>`,
      body: choice('AB'),
      processing: 'match_correct',
    });
    expect([question?.points, codes]).toEqual(['1', ['warning maximum_differs']]);
  });
});

describe('a text entry', () => {
  const texts = (question: ImportedQuestion | undefined): unknown[] =>
    (question?.accepted ?? []).map((one) => ('text' in one ? [one.text, one.fraction] : one));

  it('is a short answer, exact as the standard compares', async () => {
    const { question } = await read({
      declarations: response('single', 'string', ['Lisbon']),
      body: field,
      processing: 'match_correct',
    });
    expect(question).toMatchObject({ kind: 'short_answer', text: 'It is _____ long.', caseSensitive: true });
    expect(texts(question)).toEqual([['Lisbon', 1]]);
  });

  it('accepts what the rules accept, with parts of the points', async () => {
    const string = (value: string, more = ''): string =>
      `<stringMatch caseSensitive="false" ${more}><variable identifier="RESPONSE"/><baseValue baseType="string">${value}</baseValue></stringMatch>`;
    const { question } = await read({
      declarations: response('single', 'string', ['wicked king']),
      body: field,
      processing: rules(
        `<responseCondition><responseIf><or>${string('wicked king')}${string('evil king')}</or>${set('SCORE', '<baseValue baseType="float">2</baseValue>')}</responseIf><responseElseIf>${string('king', 'substring="true"')}${set('SCORE', '<baseValue baseType="float">1</baseValue>')}</responseElseIf></responseCondition>`,
      ),
    });
    expect(question).toMatchObject({ points: '2', caseSensitive: false, wildcards: true });
    expect(texts(question)).toEqual([
      ['wicked king', 1],
      ['evil king', 1],
      ['*king*', 0.5],
    ]);
  });

  it('whose accepted texts differ in case rules is for review', async () => {
    const entries =
      '<mapping defaultValue="0"><mapEntry mapKey="One" mappedValue="1"/><mapEntry mapKey="Two" mappedValue="1" caseSensitive="false"/></mapping>';
    const { question, codes } = await read({
      declarations: response('single', 'string', ['One'], entries),
      body: field,
      processing: 'map_response',
    });
    expect([question?.scoring, codes]).toEqual(['review', ['warning scoring_review']]);
  });

  const equal = (attributes: string): string =>
    rules(
      scoreRule(
        `<equal ${attributes}><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal>`,
        '1',
      ),
    );

  it.each([
    ['exactly', 'match_correct', { value: '40' }],
    ['exactly by its rule', equal('toleranceMode="exact"'), { value: '40' }],
    [
      'with an absolute tolerance',
      equal('toleranceMode="absolute" tolerance="0.5"'),
      { value: '40', tolerance: { absolute: '0.5' } },
    ],
    [
      'with a relative tolerance',
      equal('toleranceMode="relative" tolerance="5 5"'),
      { value: '40', tolerance: { absolute: '2' } },
    ],
    [
      'with another tolerance above',
      equal('toleranceMode="absolute" tolerance="1 2"'),
      { min: '39', max: '42' },
    ],
    [
      'within limits',
      rules(
        scoreRule(
          '<and><gte><variable identifier="RESPONSE"/><baseValue baseType="float">38.25</baseValue></gte><lte><variable identifier="RESPONSE"/><baseValue baseType="float">42</baseValue></lte></and>',
          '1',
        ),
      ),
      { min: '38.25', max: '42' },
    ],
  ])('of a number is understood %s', async (_what, processing, accepted) => {
    const { question, codes, losses } = await read({
      declarations: response('single', 'float', ['40']),
      body: field,
      processing,
    });
    expect([question?.kind, question?.accepted, codes, losses]).toEqual(['numeric', [accepted], [], []]);
  });

  it('of a number may give parts of the points to a wider range', async () => {
    const near = (tolerance: string): string =>
      `<equal toleranceMode="absolute" tolerance="${tolerance}"><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal>`;
    const { question } = await read({
      declarations: response('single', 'float', ['40']),
      body: field,
      processing: rules(
        `<responseCondition><responseIf>${near('1')}${set('SCORE', '<baseValue baseType="float">4</baseValue>')}</responseIf><responseElseIf>${near('3')}${set('SCORE', '<baseValue baseType="float">1</baseValue>')}</responseElseIf></responseCondition>`,
      ),
    });
    expect(question?.points).toBe('4');
    expect(question?.accepted).toEqual([
      { value: '40', tolerance: { absolute: '1' } },
      { value: '40', tolerance: { absolute: '3' }, fraction: 0.25 },
    ]);
  });

  it('of a number loses limits that are not accepted themselves', async () => {
    const { question, losses } = await read({
      declarations: response('single', 'float', ['40']),
      body: field,
      processing: equal('toleranceMode="absolute" tolerance="1" includeLowerBound="false"'),
    });
    expect(question?.accepted).toEqual([{ value: '40', tolerance: { absolute: '1' } }]);
    expect(losses).toEqual(['open_interval']);
  });

  it.each([
    [
      'an open range',
      rules(
        scoreRule('<gt><variable identifier="RESPONSE"/><baseValue baseType="float">3</baseValue></gt>', '1'),
      ),
    ],
    [
      'arithmetic',
      rules(
        scoreRule(
          '<equal><product><variable identifier="RESPONSE"/><baseValue baseType="float">2</baseValue></product><correct identifier="RESPONSE"/></equal>',
          '1',
        ),
      ),
    ],
  ])('of a number is for review with %s', async (_what, processing) => {
    const { question, codes } = await read({
      declarations: response('single', 'float', ['40']),
      body: field,
      processing,
    });
    expect([question?.accepted, question?.scoring, codes]).toEqual([
      [{ value: '40' }],
      'review',
      ['warning scoring_review'],
    ]);
  });

  it('below the question leaves no gap', async () => {
    const { question } = await read({
      declarations: response('single', 'string', ['Lisbon']),
      body: '<p>Capital of Portugal?</p><p><textEntryInteraction responseIdentifier="RESPONSE" patternMask="[A-Z]+"/></p>',
      processing: 'match_correct',
    });
    expect(question?.text).toBe('Capital of Portugal?');
  });
});

describe('several gaps', () => {
  const gaps =
    '<p>[[gap]] <textEntryInteraction responseIdentifier="N"/> and <textEntryInteraction responseIdentifier="T"/> and <inlineChoiceInteraction responseIdentifier="C"><inlineChoice identifier="X">x</inlineChoice><inlineChoice identifier="Y">y</inlineChoice></inlineChoiceInteraction></p>';
  const declarations =
    response('single', 'integer', ['7'], '', 'N') +
    response(
      'single',
      'string',
      ['Tagus'],
      '<mapping><mapEntry mapKey="tagus" mappedValue="2" caseSensitive="false"/></mapping>',
      'T',
    ) +
    response('single', 'identifier', ['Y'], '', 'C');

  it('of different kinds are one cloze', async () => {
    const { question, codes } = await read({
      declarations,
      body: gaps,
      processing: rules(
        set('SCORE', '<sum><mapResponse identifier="T"/><variable identifier="SCORE"/></sum>'),
        add('1', matches('N')),
        add('0.5', matches('C')),
      ),
    });
    expect(codes).toEqual([]);
    expect(question).toMatchObject({
      kind: 'cloze',
      text: '[gap] [[gap]] and [[gap]] and [[gap]]',
      points: '3.5',
      gaps: [
        { kind: 'numeric', weight: 1, accepted: [{ value: '7' }] },
        { kind: 'text', weight: 2, caseSensitive: false, accepted: [{ text: 'tagus', fraction: 1 }] },
        { kind: 'select', weight: 0.5, options: [{ correct: false }, { correct: true }] },
      ],
    });
  });

  it('may count only together', async () => {
    const { question } = await read({
      declarations,
      body: gaps,
      processing: rules(scoreRule(`<and>${['N', 'T', 'C'].map(matches).join('')}</and>`, '2')),
    });
    expect(question).toMatchObject({ scoring: 'all_or_nothing', points: '2' });
  });

  it('that depend on each other are for review', async () => {
    const { question, codes } = await read({
      declarations,
      body: gaps,
      processing: rules(add('2', matches('N')), add('1', `<and>${matches('T')}${matches('C')}</and>`)),
    });
    expect([question?.scoring, codes]).toEqual(['review', ['warning scoring_review']]);
    expect(question?.gaps).toHaveLength(3);
  });
});

describe('pairs', () => {
  const associable = (names: string): string =>
    [...names]
      .map(
        (name) =>
          `<simpleAssociableChoice identifier="${name}" matchMax="1">Item ${name}</simpleAssociableChoice>`,
      )
      .join('');
  const match = `<matchInteraction responseIdentifier="RESPONSE" shuffle="true"><prompt>Match.</prompt><simpleMatchSet>${associable('AB')}</simpleMatchSet><simpleMatchSet>${associable('XYZ')}</simpleMatchSet></matchInteraction>`;

  it.each([
    ['all or nothing', ['A X', 'B Y'], 'match_correct', '', 'all_or_nothing'],
    [
      'a share each',
      ['A X', 'B Y'],
      'map_response',
      mapping('defaultValue="0"', { 'A X': 1, 'B Y': 1 }),
      undefined,
    ],
    ['written from right to left', ['X A', 'Y B'], 'match_correct', '', 'all_or_nothing'],
  ])('give %s', async (_what, correct, processing, mapped, scoring) => {
    const { question, codes } = await read({
      declarations: response('multiple', 'directedPair', correct, mapped),
      body: match,
      processing,
    });
    expect(question).toMatchObject({
      kind: 'matching',
      pairs: [
        { stem: 'Item A', choice: 'Item X' },
        { stem: 'Item B', choice: 'Item Y' },
      ],
      distractors: ['Item Z'],
    });
    expect([question?.scoring, codes]).toEqual([scoring, []]);
  });

  it.each([
    ['differ in points', mapping('defaultValue="0"', { 'A X': 2, 'B Y': 1 })],
    ['cost points where they are wrong', mapping('defaultValue="-1"', { 'A X': 1, 'B Y': 1 })],
  ])('that %s are for review', async (_what, mapped) => {
    const { question, codes } = await read({
      declarations: response('multiple', 'directedPair', ['A X', 'B Y'], mapped),
      body: match,
      processing: 'map_response',
    });
    expect([question?.pairs?.length, question?.scoring, codes]).toEqual([
      2,
      'review',
      ['warning scoring_review'],
    ]);
  });

  it('are turned where only one side has one partner each', async () => {
    const { question } = await read({
      declarations: response('multiple', 'directedPair', ['A X', 'A Y', 'B Z']),
      body: match,
      processing: 'match_correct',
    });
    expect(question?.pairs).toEqual([
      { stem: 'Item X', choice: 'Item A' },
      { stem: 'Item Y', choice: 'Item A' },
      { stem: 'Item Z', choice: 'Item B' },
    ]);
  });

  it('with several partners on both sides are refused', async () => {
    const { question, codes } = await read({
      declarations: response('multiple', 'directedPair', ['A X', 'A Y', 'B X']),
      body: match,
      processing: 'match_correct',
    });
    expect([question, codes]).toEqual([undefined, ['error unsupported_type']]);
  });

  it('of one list are pairs as well', async () => {
    const { question } = await read({
      declarations: response('multiple', 'pair', ['C A', 'B D']),
      body: `<associateInteraction responseIdentifier="RESPONSE" shuffle="false">${associable('ABCDE')}</associateInteraction>`,
      processing: 'match_correct',
    });
    expect(question).toMatchObject({
      pairs: [
        { stem: 'Item B', choice: 'Item D' },
        { stem: 'Item C', choice: 'Item A' },
      ],
      distractors: ['Item E'],
    });
  });

  it('of gaps in a text have the numbers of the gaps', async () => {
    const { question } = await read({
      declarations: response('multiple', 'directedPair', ['W G1', 'S G2']),
      body: '<gapMatchInteraction responseIdentifier="RESPONSE"><prompt>Fill in.</prompt><gapText identifier="W" matchMax="1">winter</gapText><gapText identifier="S" matchMax="1">summer</gapText><gapText identifier="A" matchMax="1">autumn</gapText><p>Now is the <gap identifier="G1"/> made <gap identifier="G2"/>.</p></gapMatchInteraction>',
      processing: 'match_correct',
    });
    expect(question).toMatchObject({
      kind: 'matching',
      text: 'Fill in.\n\nNow is the (1) _____ made (2) _____.',
      pairs: [
        { stem: '(1)', choice: 'winter' },
        { stem: '(2)', choice: 'summer' },
      ],
      distractors: ['autumn'],
    });
  });

  it('warn of what has no partner', async () => {
    const { codes, messages } = await read({
      declarations: response('multiple', 'directedPair', ['A X']),
      body: match,
      processing: 'match_correct',
    });
    expect([codes, messages]).toEqual([
      ['warning item_without_partner'],
      expect.stringContaining('"Item B"'),
    ]);
  });
});

describe('an order', () => {
  const order = `<orderInteraction responseIdentifier="RESPONSE" shuffle="true"><prompt>Order.</prompt><simpleChoice identifier="A">a</simpleChoice><simpleChoice identifier="B">b</simpleChoice><simpleChoice identifier="C">c</simpleChoice></orderInteraction>`;
  const inPlace = (place: number, name: string): string =>
    add(
      '1',
      `<match><index n="${place}"><variable identifier="RESPONSE"/></index><baseValue baseType="identifier">${name}</baseValue></match>`,
    );

  it.each([
    ['as a whole', 'match_correct', '1', 'exact', []],
    ['by position', rules(inPlace(1, 'B'), inPlace(2, 'A'), inPlace(3, 'C')), '3', 'position', []],
    [
      'in a way of its own',
      rules(add('1', matches()), inPlace(1, 'B')),
      undefined,
      'review',
      ['warning scoring_review'],
    ],
  ])('is scored %s', async (_what, processing, points, scoring, expected) => {
    const { question, codes } = await read({
      declarations: response('ordered', 'identifier', ['B', 'A', 'C']),
      body: order,
      processing,
    });
    expect(question).toMatchObject({ kind: 'ordering', order: ['b', 'a', 'c'], scoring });
    expect([question?.points, codes]).toEqual([points, expected]);
  });

  it('of some of the items only is refused', async () => {
    const { codes } = await read({
      declarations: response('ordered', 'identifier', ['B', 'A']),
      body: order,
      processing: 'match_correct',
    });
    expect(codes).toEqual(['error unsupported_type']);
  });
});

describe('other items', () => {
  it.each(
    [
      'hotspot graphicOrder graphicAssociate graphicGapMatch selectPoint positionObject slider upload drawing media hottext custom portableCustom'.split(
        ' ',
      ),
    ].flat(),
  )('with the interaction %s are named and refused', async (name) => {
    const { codes, messages, question } = await read({
      declarations: response('single', 'identifier', ['A']),
      body: `<${name}Interaction responseIdentifier="RESPONSE"><prompt>Click.</prompt></${name}Interaction>`,
    });
    expect([codes, question]).toEqual([['error unsupported_type'], undefined]);
    expect(messages).toContain(`"${name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}"`);
  });

  it('that ask several things or draw lots are refused', async () => {
    const two = await read({ body: choice('AB') + '<extendedTextInteraction responseIdentifier="R2"/>' });
    expect([two.codes, two.messages]).toEqual([
      ['error unsupported_type'],
      expect.stringContaining('choice, extended text'),
    ]);
    const lots = await read({ declarations: '<templateDeclaration identifier="N"/>', body: choice('AB') });
    expect([lots.codes, lots.messages]).toEqual([
      ['error unsupported_type'],
      expect.stringContaining('template'),
    ]);
  });

  it('without an interaction are information', async () => {
    const { question, codes } = await read({ body: '<p>Read the rules.</p>' });
    expect([question, codes]).toEqual([
      { kind: 'info', text: 'Read the rules.', title: 'An item', identifier: 'i1' },
      [],
    ]);
  });

  it('that ask for an essay keep notes for scorers and a sample answer', async () => {
    const { question, losses } = await read({
      declarations: `${response('single', 'string', ['Check the brakes.'])}<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float" normalMaximum="5"/>`,
      body: '<extendedTextInteraction responseIdentifier="RESPONSE"><prompt>Describe.</prompt></extendedTextInteraction><rubricBlock view="scorer tutor"><p>Two points for brakes.</p></rubricBlock><rubricBlock view="author">Draft.</rubricBlock><rubricBlock view="candidate"><p>Be brief.</p></rubricBlock>',
    });
    expect(question).toMatchObject({
      kind: 'essay',
      text: 'Describe.\n\nBe brief.',
      points: '5',
      graderInfo: 'Two points for brakes.\n\nCheck the brakes.',
    });
    expect(losses).toEqual(['rubric']);
  });
});

describe('texts', () => {
  it('become plain, with what is lost', async () => {
    const { question, losses } = await read({
      declarations: `${response('single', 'identifier', ['A'])}<stylesheet href="a.css" type="text/css"/>`,
      body: `<p>Is <math xmlns="http://www.w3.org/1998/Math/MathML"><mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><mn>2</mn></mfrac><mo>=</mo><msqrt><msup><mi>x</mi><mn>2</mn></msup></msqrt></math> <strong>true</strong>?</p>${choice('AB')}`,
      processing: 'match_correct',
    });
    expect(question?.text).toBe('Is (a+1)/2=√(x^2) true?\n\nWhich?');
    expect(losses.toSorted()).toEqual(['formula', 'markup', 'style_sheet']);
  });

  it('name their files by paths of the package', async () => {
    const { question, codes, messages } = await read(
      {
        declarations: response('single', 'identifier', ['A']),
        body: `<p><img src="../img/Dot%201.png" alt="dot"/><object type="audio/mp3" data="../s.mp3"/><img src="none.png"/><img src="../../../etc/passwd"/><img src="https://example.org/x.png"/></p>${choice('AB').replace('Option A', '<img src="../img/a.png"/>')}`,
        processing: 'match_correct',
      },
      { 'img/Dot 1.png': 'x', 's.mp3': 'x', 'img/a.png': 'x' },
    );
    expect(question?.attachments?.toSorted()).toEqual(['img/Dot 1.png', 'img/a.png', 's.mp3']);
    expect(question?.options?.[0]?.text).toBe('a.png');
    expect(codes).toEqual(['warning missing_attachment']);
    expect(messages).toContain('"none.png", "../../../etc/passwd"');
  });
});

describe('feedback', () => {
  const shown = (identifier: string, text: string, element = 'modalFeedback'): string =>
    `<${element} outcomeIdentifier="FEEDBACK" identifier="${identifier}" showHide="show">${text}</${element}>`;
  const declarations = `${response('single', 'identifier', ['B'])}<outcomeDeclaration identifier="FEEDBACK" cardinality="single" baseType="identifier"/>`;
  const points = scoreRule(matches(), '1');

  it('of the right and the wrong answer has its places', async () => {
    const say = (name: string): string =>
      set('FEEDBACK', `<baseValue baseType="identifier">${name}</baseValue>`);
    const { question, losses } = await read({
      declarations,
      body: choice('ABC'),
      processing: rules(
        points,
        `<responseCondition><responseIf>${matches()}${say('yes')}</responseIf><responseElse>${say('no')}</responseElse></responseCondition>`,
      ),
      after: shown('yes', 'Well <b>done</b>.') + shown('no', 'Sorry.') + shown('never', 'Unseen.'),
    });
    expect(question).toMatchObject({ feedbackRight: 'Well done.', feedbackWrong: 'Sorry.' });
    expect(losses).toEqual(['feedback', 'markup']);
  });

  it('of single options goes to them, and is no part of their texts', async () => {
    const { question } = await read({
      declarations,
      body: choice('AB').replace('Option A', `Option A ${shown('A', 'Not this.', 'feedbackInline')}`),
      processing: rules(set('FEEDBACK', '<variable identifier="RESPONSE"/>'), points),
      after: shown('B', 'This.'),
    });
    expect(question?.options).toEqual([
      { text: 'Option A', correct: false, feedback: 'Not this.' },
      { text: 'Option B', correct: true, feedback: 'This.' },
    ]);
  });

  it('that every answer shows is the explanation', async () => {
    const { question } = await read({
      declarations,
      body: choice('AB'),
      processing: rules(points),
      after: shown('x', 'Liquids are class B.').replace('"show"', '"hide"'),
    });
    expect(question?.explanation).toBe('Liquids are class B.');
  });
});

describe('a budget of work that ends at any step', () => {
  it('leaves a question for review and nothing else', () => {
    const parts = [
      {
        declarations: response('single', 'identifier', ['B']),
        body: choice('ABC'),
        processing: 'match_correct',
      },
      { declarations: response('single', 'string', ['Lisbon']), body: field, processing: 'match_correct' },
      { declarations: response('single', 'float', ['4']), body: field, processing: 'match_correct' },
    ];
    const files = { has: () => false, readXml: () => Promise.reject(new Error('no file is read')) };
    for (const part of parts) {
      const item = parseXml(
        qtiItem({ ...part, after: '<modalFeedback outcomeIdentifier="F"/>' }),
        defaultImportLimits,
      );
      const found = new Set<string>();
      for (let most = 0; most < 200; most++) {
        const { question } = readItem(item, '', files, new WorkBudget(most), {}, []);
        found.add(question?.scoring ?? 'understood');
      }
      expect(found).toEqual(new Set(['review', 'understood']));
    }
  });
});
