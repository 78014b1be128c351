import { randomUUID } from 'node:crypto';
import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportLossesView } from '../../src/question-export/question-export.dto.js';
import type { ExportedQuestion } from '../../src/question-export/writers/exported-question.js';
import { exportFormats, type ExportFormat } from '../../src/question-export/writers/index.js';
import { draftAssessment, must, trueFalse } from '../support/assessment-builder.js';
import { meaningOf } from '../support/question-meaning.js';
import { importedBack } from '../support/round-trip.js';
import { startTestApp, type Employer, type TestApp } from '../support/test-app.js';
import { upload } from '../support/upload.js';

const everyKind: readonly object[] = [
  {
    kind: 'single_choice',
    text: '=1+1 is what, "really"?\n- a\n- b',
    title: 'Sums',
    points: 2.5,
    content: { options: [{ text: '-2' }, { text: 'A' }, { text: '@home; not' }], shuffleOptions: false },
    key: { correctOptionIndex: 2, wrongPenalty: { automatic: true } },
    explanation: "It's so.",
    externalId: 'HR-1',
    category: 'Maths/Sums',
    tags: ['sums', 'a;b'],
    difficulty: 'easy',
    timeLimitSeconds: 60,
  },
  {
    kind: 'multiple_choice',
    text: 'Which?',
    content: { options: [{ text: 'x' }, { text: 'y' }, { text: 'z' }], maximumSelections: 2 },
    key: { correctOptionIndexes: [0, 2], scoring: 'per_option' },
  },
  trueFalse,
  {
    kind: 'numeric',
    text: 'How far?',
    content: { unit: 'km', decimalSeparator: 'comma' },
    key: {
      accepted: [
        { value: '12.5', tolerance: { relative: '0.02' } },
        { value: '12', decimalPlaces: 0, fraction: '1/3' },
      ],
    },
  },
  {
    kind: 'short_answer',
    text: 'What?',
    content: {},
    key: {
      accepted: [{ text: 'a|b' }, { text: '=c', fraction: '0.5' }],
      caseSensitive: true,
      turkishLetters: true,
    },
  },
];

const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  gift: 'text/plain; charset=utf-8',
  aiken: 'text/plain; charset=utf-8',
  'moodle-xml': 'application/xml; charset=utf-8',
  qti: 'application/zip',
};

describe('the export of questions', () => {
  let app: TestApp;
  let owner: Employer;
  let id: string;
  beforeAll(async () => {
    app = await startTestApp({ poolSize: 4 });
    await app.app.listen(0, '127.0.0.1');
    owner = await app.employer();
    ({ id } = await draftAssessment(owner, { settings: { title: 'Maths: "one"' }, questions: everyKind }));
  });
  afterAll(() => app.stop());

  function request(path: string): Promise<IncomingMessage> {
    const { port } = app.app.getHttpServer().address() as AddressInfo;
    return new Promise((resolve, reject) => {
      get(
        { host: '127.0.0.1', port, path: `/api/v1${path}`, headers: owner.headers, agent: false },
        resolve,
      ).on('error', reject);
    });
  }

  async function download(path: string): Promise<{ response: IncomingMessage; bytes: Buffer }> {
    const response = await request(path);
    const chunks: Buffer[] = [];
    for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
    return { response, bytes: Buffer.concat(chunks) };
  }

  async function questionsOf(assessmentId: string): Promise<ExportedQuestion[]> {
    return must(200, await owner.get(`/assessments/${assessmentId}/questions?limit=2000`)).body.items;
  }

  it.each(exportFormats)('sends a file of its own type and name: %s', async (format) => {
    const { response, bytes } = await download(`/assessments/${id}/questions/export?format=${format}`);
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe(mediaTypes[format]);
    expect(response.headers['content-disposition']).toMatch(
      /^attachment; filename="questions\.[a-z.]+"; filename\*=UTF-8''Maths%20%20%20one%20-%20questions\.[a-z.]+$/,
    );
    expect(bytes.length).toBeGreaterThan(50);
  });

  it.each(['csv', 'xlsx'])('gives back every question when it is imported: %s', async (format) => {
    const { bytes } = await download(`/assessments/${id}/questions/export?format=${format}`);
    const { id: copy } = must(201, await owner.post('/assessments', { title: 'Copy' })).body;
    const imported = must(201, await upload(owner, copy, bytes));
    expect(imported.body).toMatchObject({ errorCount: 0, warningCount: 0, readyCount: everyKind.length });
    must(200, await owner.post(`/imports/${imported.body.id}/commit`, {}));
    const asWritten = (question: ExportedQuestion): object =>
      meaningOf({ ...question, points: String(question.points) });
    expect((await questionsOf(copy)).map(asWritten)).toEqual((await questionsOf(id)).map(asWritten));
  });

  it('marks what a spreadsheet would run, and nothing else', async () => {
    const { bytes } = await download(`/assessments/${id}/questions/export`);
    const text = bytes.toString();
    expect(text).toContain(`"'=1+1 is what, ""really""?\n'- a\n'- b"`);
    expect(text).toContain(`,-2,A,"'@home; not",`);
  });

  it('follows the order of the draft', async () => {
    const list = must(200, await owner.get(`/assessments/${id}/questions`));
    const ids = list.body.items.map((question: { id: string }) => question.id);
    const { id: other } = must(201, await owner.post(`/assessments/${id}/duplicate`)).body;
    const copies = await owner.get(`/assessments/${other}/questions`);
    const copyIds = copies.body.items.map((question: { id: string }) => question.id);
    must(
      200,
      await owner.send('PUT', `/assessments/${other}/questions/order`, {
        headers: { 'if-match': String(copies.headers['etag']) },
        body: { questionIds: copyIds.toReversed() },
      }),
    );
    const { bytes } = await download(`/assessments/${other}/questions/export`);
    const { questions } = await importedBack(bytes);
    expect(questions.map(({ kind }) => kind)).toEqual(
      everyKind.map((question) => (question as { kind: string }).kind).toReversed(),
    );
    expect(ids).toHaveLength(everyKind.length);
  });

  it('says before what a format cannot hold', async () => {
    const losses = async (format: string): Promise<ExportLossesView> =>
      must(200, await owner.get(`/assessments/${id}/questions/export/losses?format=${format}`)).body;
    expect(await losses('csv')).toEqual({
      format: 'csv',
      questionCount: 5,
      affectedQuestionCount: 0,
      lossCount: 0,
      counts: [],
      losses: [],
    });
    const gift = await losses('gift');
    const [first] = await questionsOf(id);
    expect(gift.losses.length).toBe(gift.lossCount);
    expect(gift.losses).toContainEqual({
      questionId: first?.id,
      externalId: 'HR-1',
      title: 'Sums',
      position: 1,
      code: 'time_limit',
      message: 'The recommended time is left out.',
    });
    expect(gift.counts).toContainEqual({ code: 'points', count: 1 });
    const aiken = await losses('aiken');
    expect(aiken.counts[0]).toEqual({ code: 'not_written', count: 4 });
    expect(aiken.affectedQuestionCount).toBe(5);
  });

  it('of an empty draft is a file without questions', async () => {
    const { id: empty } = must(201, await owner.post('/assessments', { title: 'Empty' })).body;
    for (const format of exportFormats) {
      const { response } = await download(`/assessments/${empty}/questions/export?format=${format}`);
      expect(response.statusCode).toBe(200);
    }
  });

  it('refuses an unknown format and an unknown assessment', async () => {
    expect((await owner.get(`/assessments/${id}/questions/export?format=docx`)).status).toBe(400);
    expect((await owner.get(`/assessments/${randomUUID()}/questions/export`)).status).toBe(404);
    expect((await owner.get(`/assessments/${randomUUID()}/questions/export/losses`)).status).toBe(404);
  });

  it.each(['csv', 'xlsx'])('has a template that imports without a problem: %s', async (extension) => {
    const { response, bytes } = await download(`/import-template.${extension}`);
    expect(response.headers['content-type']).toBe(mediaTypes[extension as ExportFormat]);
    expect(response.headers['content-disposition']).toBe(
      `attachment; filename="import-template.${extension}"`,
    );
    const { id: fresh } = must(201, await owner.post('/assessments', { title: 'From the template' })).body;
    expect(must(201, await upload(owner, fresh, bytes)).body).toMatchObject({
      readyCount: 5,
      errorCount: 0,
      warningCount: 0,
      problems: [],
    });
  });
});
