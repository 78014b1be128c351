import { describe, expect, it } from 'vitest';
import {
  asQti3,
  choice,
  mapping,
  packQti,
  qtiItem,
  qtiManifest,
  response,
  rules,
  scoreRule,
} from '../../../../test/fixtures/import/build-qti-package.js';
import { declareSizes, pack } from '../../../../test/fixtures/import/build-workbook.js';
import type { ParsedFile } from '../imported-question.js';
import { detectFormat } from '../detect-format.js';
import { defaultImportLimits, type ImportLimits } from '../limits.js';
import { readQti } from './read-qti.js';

const good = qtiItem({
  identifier: 'good',
  declarations: response('single', 'identifier', ['B']),
  body: choice('ABC'),
  processing: 'match_correct',
});

/** As an upload is read: first its format is found. */
async function readDetected(bytes: Uint8Array, limits: Partial<ImportLimits> = {}): Promise<ParsedFile> {
  const all = { ...defaultImportLimits, ...limits };
  expect(detectFormat(bytes, all)).toBe('qti');
  return readQti(bytes, all, {});
}

async function read(
  parts: Parameters<typeof packQti>[0],
  limits: Partial<ImportLimits> = {},
): Promise<ParsedFile> {
  return readDetected(await packQti(parts), limits);
}

const codes = (file: ParsedFile): string[] =>
  file.problems.map(({ severity, code }) => `${severity} ${code}`);
const identifiers = (file: ParsedFile): string[] =>
  file.rows.flatMap(({ question }) => question?.identifier ?? []);

async function expectRefusal(bytes: Uint8Array, code: string, mention: string): Promise<void> {
  await expect(readDetected(bytes)).rejects.toMatchObject({
    name: 'ImportRefused',
    code,
    message: expect.stringContaining(mention),
  });
}

describe('packages that cannot be read', () => {
  it.each([
    ['items without a manifest', { 'items/a.xml': good }, 'missing_manifest', 'imsmanifest.xml'],
    ['XML of something else', { 'config.xml': '<config/>', 'b.xml': '<<' }, 'not_a_workbook', 'QTI'],
    [
      'a manifest that is cut off',
      { 'imsmanifest.xml': '<manifest><resources>' },
      'damaged_package',
      'cut off',
    ],
    ['a manifest of nothing', { 'imsmanifest.xml': '<manifest/>' }, 'damaged_package', 'resources'],
    [
      'a DOCTYPE in the manifest',
      {
        'imsmanifest.xml': `<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]>${qtiManifest(['a.xml'])}`,
      },
      'damaged_package',
      'DOCTYPE',
    ],
    [
      'a course without questions',
      {
        'imsmanifest.xml': qtiManifest(['a.xml']).replace(/imsqti_item_xmlv2p1/, 'webcontent'),
        'a.xml': good,
      },
      'no_package_questions',
      'no QTI items',
    ],
    [
      'QTI 1.2',
      {
        'imsmanifest.xml': qtiManifest(['a.xml']).replace(/imsqti_item_xmlv2p1/, 'imsqti_xmlv1p2'),
        'a.xml': '<questestinterop/>',
      },
      'qti_version_1',
      'QTI 1.2',
    ],
    [
      'a manifest outside',
      { '../imsmanifest.xml': qtiManifest(['a.xml']), 'a.xml': good },
      'missing_manifest',
      'imsmanifest',
    ],
    ['QTI 1.2 without a manifest', { 'a.xml': '<questestinterop/>' }, 'qti_version_1', 'QTI 1.2'],
  ])('are refused: %s', async (_what, parts, code, mention) => {
    await expectRefusal(await pack(parts), code, mention);
  });

  it('are refused wherever they are cut off', async () => {
    const bytes = await packQti({ 'a.xml': good });
    for (let length = 40; length < bytes.length; length += 97) {
      await expectRefusal(bytes.slice(0, length), 'damaged_archive', 'cut off or damaged');
    }
  });

  it('are refused for what they unpack to, whatever they declare', async () => {
    const bomb = await packQti({ 'a.xml': `${good}<!--${' '.repeat(40 * 1024 * 1024)}-->` });
    await expectRefusal(bomb, 'import_too_large', 'package');
    await expectRefusal(declareSizes(bomb, 500), 'import_too_large', 'package');
  });

  it('are refused for the number of their files, items and characters', async () => {
    await expect(
      read({ 'a.xml': good, 'b.xml': good }, { packageEntries: 2, archiveEntries: 2 }),
    ).rejects.toThrow(/2 entries|2 files/);
    await expect(read({ 'a.xml': good, 'b.xml': good }, { rows: 1 })).rejects.toThrow(/more than 1 items/);
    await expect(read({ 'a.xml': good }, { totalCharacters: 50 })).rejects.toThrow(/too long/);
  });

  it('may have more files than a workbook has parts', async () => {
    const pictures = Object.fromEntries(
      Array.from({ length: 1_200 }, (_p, index) => [`img/${index}.png`, 'x']),
    );
    expect(identifiers(await read({ 'a.xml': good, ...pictures }))).toEqual(['good']);
  });
});

describe('a fault in one item', () => {
  it.each([
    ['XML that is cut off', good.slice(0, -40), 'broken_xml', 'items/bad.xml'],
    ['tags that do not match', good.replace('</choiceInteraction>', '</p>'), 'broken_xml', 'items/bad.xml'],
    ['an unknown entity', good.replace('Which?', '&nbsp;'), 'broken_xml', 'items/bad.xml'],
    ['bytes that are no text', Uint8Array.of(0x3c, 0xff, 0xfe, 0xc3, 0x28, 0x3e), 'broken_xml', 'UTF-8'],
    ['a DOCTYPE', `<!DOCTYPE assessmentItem [<!ENTITY x "y">]>${good}`, 'doctype_refused', 'DOCTYPE'],
    ['endless depth', `<a>${'<b>'.repeat(200)}${'</b>'.repeat(200)}</a>`, 'broken_xml', 'deeply'],
    ['too many elements', `<a>${'<b/>'.repeat(250_000)}</a>`, 'broken_xml', 'more elements'],
    ['another document', '<html/>', 'not_an_item', 'html'],
    ['QTI 1.2', '<questestinterop/>', 'qti_version_1', 'items/bad.xml'],
    ['no body', good.replace(/<itemBody>.*<\/itemBody>/, ''), 'empty_item', 'itemBody'],
  ])('takes no other with it: %s', async (_what, bad, code, mention) => {
    const file = await read({ 'items/bad.xml': bad, 'items/good.xml': good });
    expect(codes(file)).toEqual([`error ${code}`]);
    expect(file.problems[0]).toMatchObject({ row: 1, message: expect.stringContaining(mention) });
    expect(file.rows.map(({ question }) => question?.identifier)).toEqual([undefined, 'good']);
  });

  it.each([
    ['a missing file', 'items/none.xml', 'missing_file', 'items/none.xml'],
    ['a way out of the package', '../../secret.xml', 'unsafe_path', '../../secret.xml'],
    ['an encoded way out', 'a/%2e%2e/%2e%2e/secret.xml', 'unsafe_path', 'secret.xml'],
    ['backslashes', '..\\secret.xml', 'unsafe_path', 'secret.xml'],
    ['a drive', 'C:\\secret.xml', 'unsafe_path', 'secret.xml'],
    ['no name', '', 'unsafe_path', 'nowhere'],
    ['the web', 'https://example.org/a.xml', 'external_file', 'example.org'],
  ])('takes no other with it: %s', async (_what, href, code, mention) => {
    const manifest = qtiManifest(['bad', 'good.xml']).replaceAll('"bad"', `"${href}"`);
    const file = await read({ 'imsmanifest.xml': manifest, 'good.xml': good });
    expect(codes(file)).toEqual([`error ${code}`]);
    expect(file.problems[0]).toMatchObject({
      row: 1,
      identifier: 'R1',
      message: expect.stringContaining(mention),
    });
    expect(identifiers(file)).toEqual(['good']);
  });

  it('says that an entry would leave the archive, and never reads it', async () => {
    const inside = await packQti({ 'aa/evil.xml': good, 'good.xml': good });
    const bytes = Buffer.from(inside.map((byte) => byte));
    for (let at = bytes.indexOf('aa/evil.xml'); at >= 0; at = bytes.indexOf('aa/evil.xml', at + 1)) {
      bytes.write('../evil.xml', at);
    }
    const file = await readDetected(bytes);
    expect(codes(file)).toEqual(['error unsafe_path', 'error missing_file']);
    expect(file.problems[0]?.message).toContain('../evil.xml');
    expect(identifiers(file)).toEqual(['good']);
  });
});

describe('the manifest', () => {
  it('may lie in a folder, whose files are then the package', async () => {
    const file = await readDetected(
      await pack({
        'my quiz/imsmanifest.xml': qtiManifest(['items/a.xml']),
        'my quiz/items/a.xml': good.replace('<itemBody>', '<itemBody><img src="dot.png"/>'),
        'my quiz/items/dot.png': 'x',
        '__MACOSX/imsmanifest.xml': 'x',
      }),
    );
    expect(codes(file)).toEqual(['warning manifest_in_folder']);
    expect(file.rows[0]?.question).toMatchObject({ identifier: 'good', attachments: ['items/dot.png'] });
  });

  it.each([
    [
      'a prefix for its names',
      (xml: string) => xml.replaceAll(/<(\/?)(?=\w)/g, '<$1cp:').replace('xmlns=', 'xmlns:cp='),
    ],
    ['other case and slashes', (xml: string) => xml.replaceAll('items/a.xml', './ITEMS\\A.xml')],
    ['percent signs', (xml: string) => xml.replaceAll('items/a.xml', 'items/%61.xml?x#y')],
    [
      'a base',
      (xml: string) =>
        xml.replace('<resources>', '<resources xml:base="items/">').replaceAll('"items/a.xml"', '"a.xml"'),
    ],
    ['UTF-16', (xml: string) => Buffer.from(`\uFEFF${xml}`, 'utf16le')],
  ])('may have %s', async (_what, change) => {
    const file = await read({ 'imsmanifest.xml': change(qtiManifest(['items/a.xml'])), 'items/a.xml': good });
    expect(file.problems).toEqual([]);
    expect(identifiers(file)).toEqual(['good']);
  });

  it('gives the keywords of its metadata as tags', async () => {
    const lom = `<metadata><lom><general><title>x</title><keyword><string xml:lang="en">fire safety</string><string xml:lang="de">Brandschutz</string></keyword><keyword><langstring>signs</langstring></keyword></general></lom></metadata>`;
    const manifest = qtiManifest(['a.xml']).replace('<file', `${lom}<file`);
    const file = await read({ 'imsmanifest.xml': manifest, 'a.xml': good });
    expect(file.rows[0]?.question?.tags).toEqual(['fire safety', 'signs']);
  });

  it('gives the order where there is no test', async () => {
    const items = ['c', 'a', 'b'].map((name) => [`${name}.xml`, good.replace('"good"', `"${name}"`)]);
    expect(identifiers(await read(Object.fromEntries(items)))).toEqual(['c', 'a', 'b']);
  });
});

describe('tests', () => {
  const named = (name: string): string => good.replace('"good"', `"${name}"`);
  const reference = (name: string, content = ''): string =>
    `<assessmentItemRef identifier="${name}" href="../items/${name}.xml">${content}</assessmentItemRef>`;
  const test = (content: string, title = 'A test'): string =>
    `<assessmentTest identifier="T" title="${title}"><testPart identifier="P">${content}</testPart></assessmentTest>`;

  const penalised = qtiItem({
    identifier: 'c',
    declarations: response('single', 'identifier', ['B'], mapping('defaultValue="-0.5"', { B: 2 })),
    body: choice('ABC'),
    processing: 'map_response',
  });

  it('give order, nested sections, weights and time limits of items', async () => {
    const sections = `<assessmentSection identifier="S" title="Outer" visible="true">${reference(
      'b',
      '<weight identifier="W1" value="9"/><weight identifier="WEIGHT" value="2.5"/><timeLimits maxTime="29.2"/>',
    )}<assessmentSection identifier="S2" title="Inner" visible="true">${reference('a')}</assessmentSection></assessmentSection>
    <assessmentSection identifier="S3" title="Hidden" visible="false">${reference('c', '<weight identifier="W1" value="3"/>')}</assessmentSection>`;
    const file = await read({
      'tests/test.xml': test(sections),
      'items/a.xml': named('a'),
      'items/b.xml': named('b'),
      'items/c.xml': penalised,
      'items/d.xml': named('d'),
    });
    expect(file.testTitle).toBe('A test');
    expect(
      file.rows.map(({ question }) => [question?.identifier, question?.section, question?.points]),
    ).toEqual([
      ['b', 'Outer', '2.5'],
      ['a', 'Outer / Inner', '1'],
      ['c', undefined, '6'],
      ['d', undefined, '1'],
    ]);
    expect(file.rows[0]?.question?.timeLimitSeconds).toBe(30);
    expect(file.rows[2]?.question?.wrongPenalty).toBe('1.5');
    expect(codes(file)).toEqual(['warning items_without_test']);
  });

  it('may be several, and show an item twice', async () => {
    const file = await read({
      'tests/test1.xml': test(`<assessmentSection title="One">${reference('a')}</assessmentSection>`),
      'tests/test2.xml': test(
        `<assessmentSection title="Two">${reference('a')}${reference('b')}</assessmentSection>`,
        'B',
      ),
      'items/a.xml': named('a'),
      'items/b.xml': named('b'),
    });
    expect(identifiers(file)).toEqual(['a', 'b']);
    expect(file.testTitle).toBe('A test');
    expect(codes(file).toSorted()).toEqual(['warning item_repeated', 'warning several_tests']);
  });

  it('may keep sections in other files, even in a ring', async () => {
    const ring = '<assessmentSectionRef identifier="S" href="part.xml"/>';
    const file = await read({
      'imsmanifest.xml': qtiManifest(['tests/test.xml', 'items/a.xml']),
      'tests/test.xml': test(ring),
      'tests/part.xml': `<assessmentSection identifier="S" title="Part">${reference('a')}${ring}</assessmentSection>`,
      'items/a.xml': named('a'),
    });
    expect(file.rows[0]?.question).toMatchObject({ identifier: 'a', section: 'Part' });
    expect(codes(file)).toEqual(['warning section_repeated']);
  });

  it('that cannot be read leave the items in the order of the manifest', async () => {
    const file = await read({ 'tests/test.xml': '<assessmentTest>', 'items/a.xml': named('a') });
    expect(codes(file)).toEqual(['error broken_xml']);
    expect(file.problems[0]?.message).toContain('tests/test.xml');
    expect(identifiers(file)).toEqual(['a']);
  });

  it('say what an assessment here cannot do', async () => {
    const section = `<assessmentSection title="S"><selection select="1"/><ordering shuffle="true"/><timeLimits maxTime="60"/><rubricBlock view="candidate">x</rubricBlock>${reference('a', '<branchRule target="x"><null/></branchRule>')}</assessmentSection>`;
    const file = await read({ 'tests/test.xml': test(section), 'items/a.xml': named('a') });
    expect(codes(file).toSorted()).toEqual([
      'loss branching',
      'loss random_order',
      'loss random_selection',
      'loss section_time_limit',
      'loss test_rubric',
    ]);
    expect(identifiers(file)).toEqual(['a']);
  });
});

describe('one item without a package', () => {
  it.each([
    ['of version 2', good],
    ['of version 3', asQti3(good)],
    [
      'with a mark, a comment and a prefix',
      `\uFEFF${good.replace('?>', '?>\n<!-- from a tool -->').replaceAll(/<(\/?)(?=[a-zA-Z])/g, '<$1q:')}`,
    ],
  ])('is read: %s', async (_what, xml) => {
    const file = await readDetected(Buffer.from(xml));
    expect(file).toMatchObject({ format: 'qti', layout: 'One QTI item without a package', problems: [] });
    expect(file.rows[0]?.question).toMatchObject({ kind: 'single_choice', text: 'Which?' });
  });

  it.each([
    ['a test', '<assessmentTest title="x"/>', 'no_package_questions', 'package'],
    ['QTI 1.2', '<?xml version="1.0"?><questestinterop/>', 'qti_version_1', 'QTI 1.2'],
    ['a cut off item', good.slice(0, -30), 'damaged_package', 'cut off'],
    ['an item with a DOCTYPE', `<!DOCTYPE assessmentItem>${good}`, 'damaged_package', 'DOCTYPE'],
  ])('is refused where it is %s', async (_what, xml, code, mention) => {
    await expectRefusal(Buffer.from(xml), code, mention);
  });
});

describe('shared texts', () => {
  const withText = (xml: string, href: string): string =>
    asQti3(xml).replace(
      '<qti-item-body>',
      `<qti-assessment-stimulus-ref identifier="S" href="${href}" title="T"/><qti-item-body>`,
    );
  const stimulus = `<qti-assessment-stimulus identifier="S"><qti-stimulus-body><p>Once upon a time.</p><img src="king.png" alt="A king"/></qti-stimulus-body></qti-assessment-stimulus>`;
  const manifest = qtiManifest(['items/a.xml', 'items/b.xml'], 'v3p0');

  it('stand before the question, with their pictures', async () => {
    const file = await read({
      'imsmanifest.xml': manifest,
      'items/a.xml': withText(good, '../texts/s.xml'),
      'items/b.xml': withText(good, '../texts/s.xml'),
      'texts/s.xml': stimulus,
      'texts/king.png': 'x',
    });
    for (const row of file.rows) {
      expect(row.question).toMatchObject({
        text: 'Once upon a time.\n\nWhich?',
        attachments: ['texts/king.png'],
      });
      expect(row.losses).toEqual([expect.objectContaining({ code: 'image' })]);
    }
  });

  it('that are missing make the item an error that names them', async () => {
    const file = await read({
      'imsmanifest.xml': manifest,
      'items/a.xml': withText(good, '../texts/s.xml'),
      'items/b.xml': good,
    });
    expect(codes(file)).toEqual(['error missing_file']);
    expect(file.problems[0]?.message).toContain('texts/s.xml');
    expect(identifiers(file)).toEqual(['good']);
  });
});

describe('the work of reading', () => {
  it('is bounded for programs that take long to run', { timeout: 20_000 }, async () => {
    const slow = qtiItem({
      declarations: response('multiple', 'identifier', ['A']),
      body: choice('ABCDEFGH', 'maxChoices="0"'),
      processing: rules(
        ...Array.from({ length: 3_000 }, () =>
          scoreRule('<match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>', '1'),
        ),
      ),
    });
    const items = Object.fromEntries(Array.from({ length: 15 }, (_item, index) => [`i${index}.xml`, slow]));
    const file = await read(items);
    expect(file.rows.every(({ question }) => question?.scoring === 'review')).toBe(true);
  });

  it('keeps the mapping of names that objects have anyway', async () => {
    const odd = qtiItem({
      identifier: '__proto__',
      declarations: response(
        'single',
        'identifier',
        ['constructor'],
        mapping('defaultValue="0"', { __proto__x: 1 }),
        '__proto__',
      ),
      body: choice('AB').replace('RESPONSE', '__proto__').replace('"A"', '"constructor"'),
      processing: 'match_correct',
    });
    const file = await read({ 'a.xml': odd });
    expect(file.rows[0]?.question).toMatchObject({
      identifier: '__proto__',
      options: [{ correct: true }, { correct: false }],
    });
  });
});

describe('items that are made to take long', () => {
  const matching = '<match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>';
  const options = (count: number): string =>
    Array.from(
      { length: count },
      (_option, index) => `<simpleChoice identifier="A${index}">${index}</simpleChoice>`,
    ).join('');
  const many = (count: number, text: (index: number) => string): string =>
    Array.from({ length: count }, (_part, index) => text(index)).join('');
  const choiceOf = (count: number): string =>
    `<choiceInteraction responseIdentifier="RESPONSE" maxChoices="0">${options(count)}</choiceInteraction>`;

  it.each([
    [
      'formulas in formulas',
      'info',
      qtiItem({ body: `<p><math>${'<mfrac>'.repeat(90)}<mn>1</mn>${'</mfrac>'.repeat(90)}</math></p>` }),
    ],
    [
      'nearly a thousand options',
      'review',
      qtiItem({
        declarations: response(
          'multiple',
          'identifier',
          Array.from({ length: 900 }, (_v, index) => `A${index}`),
        ),
        body: choiceOf(990),
        processing: 'match_correct',
      }),
    ],
    [
      'ten thousand options',
      'too_many_parts',
      qtiItem({ declarations: response('multiple', 'identifier', ['A1']), body: choiceOf(10_000) }),
    ],
    [
      'a hundred thousand right answers',
      'too_many_parts',
      qtiItem({
        declarations: response(
          'multiple',
          'identifier',
          Array.from({ length: 90_000 }, (_v, index) => `A${index}`),
        ),
        body: choiceOf(5),
        processing: 'match_correct',
      }),
    ],
    [
      'long texts compared often',
      'review',
      qtiItem({
        declarations: response('single', 'string', ['x'.repeat(500_000)]),
        body: '<p><textEntryInteraction responseIdentifier="RESPONSE"/></p>',
        processing: rules(many(5_000, () => scoreRule(matching, '1'))),
      }),
    ],
    [
      'numbers that grow',
      'review',
      qtiItem({
        declarations: response('single', 'identifier', ['A1']),
        body: choiceOf(4),
        processing: rules(
          `<setOutcomeValue identifier="SCORE"><product>${many(2_000, (index) => `<baseValue baseType="float">${'7'.repeat(30)}${index}e300</baseValue>`)}</product></setOutcomeValue>`,
        ),
      }),
    ],
    [
      'feedback for everything',
      'feedback',
      qtiItem({
        declarations: response('multiple', 'identifier', ['A1']),
        body: choiceOf(900),
        processing: 'match_correct',
        after: many(
          5_000,
          (index) => `<modalFeedback outcomeIdentifier="F" identifier="A${index}">x</modalFeedback>`,
        ),
      }),
    ],
  ])('do not: %s', async (_what, sign, xml) => {
    const started = performance.now();
    const file = await readDetected(Buffer.from(xml));
    expect(performance.now() - started).toBeLessThan(3_000);
    expect(JSON.stringify(file.rows) + JSON.stringify(file.problems)).toContain(`"${sign}"`);
  });

  it('cannot share one long text a thousand times', async () => {
    const stimulus = `<assessmentStimulus><stimulusBody>${'long '.repeat(60_000)}</stimulusBody></assessmentStimulus>`;
    const item = good.replace('<itemBody>', '<assessmentStimulusRef href="s.xml"/><itemBody>');
    const file = await read({
      'imsmanifest.xml': qtiManifest(['a.xml']),
      'a.xml': item,
      's.xml': stimulus,
    });
    expect(codes(file)).toEqual(['error too_long']);
  });
});
