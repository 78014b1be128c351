import { randomUUID } from 'node:crypto';
import JSZip from 'jszip';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  must,
  publishedAssessment,
  startedCandidate,
  submit,
  type PublishedAssessment,
} from '../support/assessment-builder.js';
import { insertResults } from '../support/result-rows.js';
import { randomNumbers, testSeed } from '../support/seed.js';
import { startTestApp, type Employer, type TestApp } from '../support/test-app.js';

let app: TestApp;
let owner: Employer;
beforeAll(async () => {
  app = await startTestApp();
});
// One of its own for each part: three assessments of an employer are active at most.
beforeEach(async () => {
  owner = await app.employer();
});
afterAll(() => app.stop());

describe('the summary of results', () => {
  it('is empty before anybody has started', async () => {
    const { id } = await publishedAssessment(owner);
    expect(must(200, await owner.get(`/assessments/${id}/statistics/summary`)).body).toEqual({
      started: 0,
      running: 0,
      submissions: 0,
      passed: 0,
      failed: 0,
      passRatePercent: null,
      score: null,
      seconds: null,
      histogram: Array.from({ length: 20 }, () => 0),
      versions: [],
    });
  });

  it('counts each submission once, with its current score, at the borders of the bins too', async () => {
    const assessment = await publishedAssessment(owner);
    await insertResults(app.database.admin, assessment.id, [
      { percents: [0], passed: false },
      { percents: [4.99], passed: false },
      { percents: [5], passed: false },
      { percents: [94.99] },
      { percents: [95] },
      { percents: [100] },
      { percents: [0, 100] },
      { percents: [33.33], passed: null },
    ]);
    const candidate = await startedCandidate(app, assessment.slug);
    const summary = must(200, await owner.get(`/assessments/${assessment.id}/statistics/summary`)).body;
    expect(summary).toMatchObject({
      started: 9,
      running: 1,
      submissions: 8,
      passed: 4,
      failed: 3,
      passRatePercent: 57.14,
      score: { lowest: 0, lowerQuartile: 5, median: 64.16, upperQuartile: 96.25, highest: 100 },
      seconds: { lowest: 90.9, median: 90.9, highest: 90.9 },
      versions: [{ number: 1, passMarkPercent: 50 }],
    });
    const counts = Object.fromEntries(summary.histogram.map((count: number, bin: number) => [bin, count]));
    expect(counts).toMatchObject({ 0: 2, 1: 1, 6: 1, 18: 1, 19: 3 });
    must(201, await submit(candidate));
    const after = must(200, await owner.get(`/assessments/${assessment.id}/statistics/summary`)).body;
    expect(after).toMatchObject({ started: 9, running: 0, submissions: 9 });
  });

  it('agrees with what a reader of the list would compute', async () => {
    const assessment = await publishedAssessment(owner);
    const random = randomNumbers(testSeed);
    const percents = Array.from({ length: 137 }, () => Math.floor(random() * 10_001));
    await insertResults(
      app.database.admin,
      assessment.id,
      percents.map((hundredths) => ({ percents: [hundredths / 100], passed: hundredths >= 5_000 })),
    );
    const { body } = must(200, await owner.get(`/assessments/${assessment.id}/statistics/summary`));
    const sorted = [...percents].sort((left, right) => left - right);
    // 137 values: the quartiles are values themselves, number 34, 68 and 102.
    expect(body.score).toEqual({
      lowest: sorted[0]! / 100,
      lowerQuartile: sorted[34]! / 100,
      median: sorted[68]! / 100,
      upperQuartile: sorted[102]! / 100,
      highest: sorted[136]! / 100,
    });
    expect(body.histogram).toEqual(
      Array.from(
        { length: 20 },
        (_, bin) => percents.filter((value) => Math.min(19, Math.floor(value / 500)) === bin).length,
      ),
    );
    const passed = percents.filter((value) => value >= 5_000).length;
    expect(body.passRatePercent).toBe(Math.round((passed * 10_000) / 137) / 100);
  });

  it('is of one version where that is asked for', async () => {
    const assessment = await publishedAssessment(owner);
    await insertResults(app.database.admin, assessment.id, [{ percents: [40], passed: false }]);
    const read = must(200, await owner.get(`/assessments/${assessment.id}`));
    must(
      200,
      await owner.patch(
        `/assessments/${assessment.id}`,
        { passMarkPercent: 62.5 },
        String(read.headers['etag']),
      ),
    );
    must(201, await owner.post(`/assessments/${assessment.id}/publish`));
    await insertResults(app.database.admin, assessment.id, [{ percents: [80] }, { percents: [90] }]);
    const path = `/assessments/${assessment.id}/statistics/summary`;
    const summary = async (query: string) => must(200, await owner.get(`${path}${query}`)).body;
    expect(await summary('')).toMatchObject({
      submissions: 3,
      versions: [
        { number: 1, passMarkPercent: 50 },
        { number: 2, passMarkPercent: 62.5 },
      ],
    });
    expect(await summary('?version=2')).toMatchObject({ started: 2, submissions: 2, score: { median: 85 } });
    expect(await summary('?version=7')).toMatchObject({ started: 0, submissions: 0, score: null });
    expect((await owner.get(`${path}?version=1.0`)).status).toBe(400);
    const list = async (query: string): Promise<number[]> =>
      must(200, await owner.get(`/assessments/${assessment.id}/submissions?${query}`)).body.items.map(
        ({ percent }: { percent: number }) => percent,
      );
    expect(await list('version=2&sort=score')).toEqual([90, 80]);
    expect(await list('version=1&reason=submitted')).toEqual([40]);
    expect(await list('version=1&q=carla')).toEqual([40]);
    expect(await list('reason=deadline')).toEqual([]);
    expect(await list('reason=submitted&q=carla&sort=score&order=asc')).toEqual([40, 80, 90]);
  });
});

describe('the neighbours of a result', () => {
  let assessment: PublishedAssessment;
  beforeEach(async () => {
    assessment = await publishedAssessment(owner);
    await insertResults(
      app.database.admin,
      assessment.id,
      Array.from({ length: 12 }, (_, index) => ({
        name: `Candidate ${index % 4}`,
        percents: [(index % 3) * 50],
        passed: index % 3 > 0,
      })),
    );
  });

  it.each([
    '',
    'sort=score&order=asc',
    'sort=name',
    'sort=name&order=asc&passed=true',
    'q=candidate%203&sort=score',
  ])('are those beside it in the list: %s', async (query) => {
    const { items } = must(200, await owner.get(`/assessments/${assessment.id}/submissions?${query}`)).body;
    const ids = items.map(({ submissionId }: { submissionId: string }) => submissionId) as string[];
    expect(ids.length).toBeGreaterThan(2);
    for (const [index, id] of ids.entries()) {
      const { body } = must(200, await owner.get(`/submissions/${id}/neighbours?${query}`));
      expect(body).toEqual({ previous: ids[index - 1] ?? null, next: ids[index + 1] ?? null });
    }
  });

  it('are nothing of other employers', async () => {
    const { items } = must(200, await owner.get(`/assessments/${assessment.id}/submissions`)).body;
    const other = await app.employer();
    expect((await other.get(`/submissions/${items[0].submissionId}/neighbours`)).status).toBe(404);
    expect((await owner.get(`/submissions/${randomUUID()}/neighbours`)).status).toBe(404);
  });
});

describe('the workbook of results', () => {
  it('has the columns and rows of the CSV file, with texts that are no formulas and numbers that are numbers', async () => {
    const assessment = await publishedAssessment(owner);
    await insertResults(app.database.admin, assessment.id, [
      { name: '=HYPERLINK("http://x")', percents: [66.67] },
      { name: '@é🎉 & <b> _x0041_ "q"', percents: [100], passed: null },
      { name: '  spaces  ', percents: [0], passed: false },
    ]);
    const query = '?sort=score&order=asc';
    const csv = must(200, await owner.get(`/assessments/${assessment.id}/results.csv${query}`));
    const rows = parse(csv.text, { bom: true }) as string[][];
    const xlsx = await app.app.inject({
      url: `/api/v1/assessments/${assessment.id}/results.xlsx${query}`,
      headers: owner.headers,
    });
    expect(xlsx.headers['content-type']).toBe(
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    );
    expect(String(xlsx.headers['content-disposition'])).toContain('filename="results.xlsx"');
    const archive = await JSZip.loadAsync(xlsx.rawPayload);
    const sheet = await archive.file('xl/worksheets/sheet1.xml')!.async('string');
    expect(await archive.file('xl/workbook.xml')!.async('string')).toContain('name="Results"');
    expect(sheet).not.toContain('<f>');
    expect(sheet.match(/<c r="H2"><v>0<\/v><\/c>/)).not.toBeNull();
    const cells = [...sheet.matchAll(/<row r="(\d+)">(.*?)<\/row>/g)].map(([, , row]) =>
      Object.fromEntries(
        [...row!.matchAll(/<c r="([A-Z])\d+"[^>]*>(.*?)<\/c>/g)].map(([, column, content]) => [
          column,
          unescaped(content!.replace(/<[^>]+>/g, '')),
        ]),
      ),
    );
    const withoutMark = (cell: string): string => cell.replace(/^'(?=[=@])/, '');
    expect(cells.map((row) => [...'ABCDEFGHIJK'].map((column) => row[column] ?? ''))).toEqual(
      rows.map((row) => row.map(withoutMark)),
    );
    expect(rows).toHaveLength(4);
  });
});

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('_x005F_', '_');
}
