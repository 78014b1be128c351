import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  must,
  publishedAssessment,
  singleChoice,
  startedCandidate,
  submit,
  trueFalse,
  type PublishedAssessment,
} from '../support/assessment-builder.js';
import { moveDeadline } from '../support/clock.js';
import { insertResults } from '../support/result-rows.js';
import { startTestApp, type Employer, type TestApp } from '../support/test-app.js';

interface Item {
  readonly submissionId: string;
  readonly candidate: { readonly name: string; readonly email: string };
  readonly finishedAt: string;
  readonly percent: number;
  readonly passed: boolean | null;
}

const alphabet = new Intl.Collator('und');
const valueOrder: Record<string, (left: Item, right: Item) => number> = {
  finishedAt: (left, right) => Date.parse(left.finishedAt) - Date.parse(right.finishedAt),
  score: (left, right) => left.percent - right.percent,
  name: (left, right) => alphabet.compare(left.candidate.name, right.candidate.name),
};

describe('results', () => {
  let app: TestApp;
  let owner: Employer;
  let assessment: PublishedAssessment;
  let path: string;
  beforeAll(async () => {
    app = await startTestApp();
    owner = await app.employer();
    assessment = await publishedAssessment(owner);
    path = `/assessments/${assessment.id}/submissions`;
    await insertResults(app.database.admin, assessment.id, [
      { name: 'Zoë', percents: [50], finishedAt: '2026-01-02T00:00:00.000Z' },
      { name: 'anna', percents: [50], finishedAt: '2026-01-01T00:00:00.000Z' },
      { name: 'Anna', percents: [100], finishedAt: '2026-01-01T00:00:00.000Z' },
      { name: 'Ärger', percents: [0], passed: false, finishedAt: '2026-01-01T00:00:00.001Z' },
      { name: 'Anna', percents: [9.5], passed: false, finishedAt: '2026-01-03T00:00:00.000Z' },
      { name: 'Anna', percents: [50, 90, 10], passed: false, finishedAt: '2026-01-01T00:00:00.000Z' },
      { name: 'Apple', percents: [66.67], passed: null, finishedAt: '2026-01-02T00:00:00.000Z' },
      { name: '100% sure_thing\\o/ .*', percents: [66.67], finishedAt: '2026-01-02T12:00:00.000Z' },
      {
        name: '1000 surexthing o',
        percents: [10],
        passed: false,
        finishedAt: '2026-01-04T00:00:00.000Z',
        email: 'Mixed.Case@Example.org',
      },
    ]);
  });
  afterAll(() => app.stop());

  async function items(query = ''): Promise<Item[]> {
    return must(200, await owner.get(`${path}?limit=200${query}`)).body.items;
  }
  async function names(query: string): Promise<string[]> {
    return (await items(`&sort=name&order=asc&${query}`)).map((item) => item.candidate.name);
  }

  it('show each submission with its current score', async () => {
    const list = must(200, await owner.get(`${path}?q=${encodeURIComponent('mixed.case@EXAMPLE')}`)).body;
    expect(list).toEqual({
      items: [
        {
          submissionId: expect.any(String),
          candidate: { name: '1000 surexthing o', email: 'Mixed.Case@Example.org' },
          versionNumber: 1,
          finishedAt: '2026-01-04T00:00:00.000Z',
          reason: 'submitted',
          durationSeconds: 90,
          points: 0.3,
          maximumPoints: 3,
          percent: 10,
          passed: false,
          scoreRevision: 1,
        },
      ],
      nextCursor: null,
      totals: { submissions: 9, passed: 4, failed: 4, running: 0 },
    });
    const regraded = (await items()).filter(
      (item) => (item as unknown as { scoreRevision: number }).scoreRevision === 3,
    );
    expect(regraded).toMatchObject([{ percent: 10, passed: false }]);
  });

  describe.each(['finishedAt', 'score', 'name'])('sorted by %s', (sort) => {
    it.each(['asc', 'desc'])('%s are in order, and paged they are the same list', async (order) => {
      const whole = await items(`&sort=${sort}&order=${order}`);
      const sign = order === 'asc' ? 1 : -1;
      const expected = [...(await items())].sort(
        (left, right) =>
          sign * (valueOrder[sort]!(left, right) || (left.submissionId < right.submissionId ? -1 : 1)),
      );
      expect(whole.map((item) => item.submissionId)).toEqual(expected.map((item) => item.submissionId));
      expect(whole).toHaveLength(9);
      for (const limit of [1, 2, 3]) {
        const paged: Item[] = [];
        let cursor = '';
        for (let page = 0; page < 20; page += 1) {
          const answer = must(
            200,
            await owner.get(`${path}?sort=${sort}&order=${order}&limit=${limit}${cursor}`),
          ).body;
          expect(answer.totals === null).toBe(page > 0);
          paged.push(...answer.items);
          if (answer.nextCursor === null) break;
          expect(answer.items).toHaveLength(limit);
          cursor = `&cursor=${answer.nextCursor}`;
        }
        expect(paged).toEqual(whole);
      }
    });
  });

  it('are by default the newest first', async () => {
    expect(await items()).toEqual(await items('&sort=finishedAt&order=desc'));
  });

  it('are filtered by outcome and by time, the end being outside', async () => {
    expect(await items('&passed=true')).toEqual((await items()).filter((item) => item.passed === true));
    expect(await items('&passed=false')).toEqual((await items()).filter((item) => item.passed === false));
    expect(await items('&passed=true')).toHaveLength(4);
    expect(await items('&passed=false')).toHaveLength(4);
    const from = encodeURIComponent('2026-01-02T01:00:00+01:00');
    expect((await items(`&from=${from}&to=2026-01-03T00:00:00Z`)).map((item) => item.finishedAt)).toEqual([
      '2026-01-02T12:00:00.000Z',
      '2026-01-02T00:00:00.000Z',
      '2026-01-02T00:00:00.000Z',
    ]);
    expect(await items('&to=2026-01-01T00:00:00.000Z')).toEqual([]);
    expect(await items('&sort=score&order=asc&passed=false&from=2026-01-03T00:00:00Z&q=ANNA')).toMatchObject([
      { percent: 9.5 },
    ]);
  });

  it('are searched literally and without regard to case', async () => {
    const odd = '100% sure_thing\\o/ .*';
    for (const text of ['%', '_', '\\', '.*', '% s', 'E_T', '\\O']) {
      expect(await names(`q=${encodeURIComponent(text)}`), text).toEqual([odd]);
    }
    expect(await names('q=sure')).toEqual([odd, '1000 surexthing o']);
    expect(await names('q=anna')).toEqual(['anna', 'Anna', 'Anna', 'Anna']);
    expect(await names(`q=${encodeURIComponent('ärgER')}`)).toEqual(['Ärger']);
    expect(await names(`q=${encodeURIComponent('A\u0308RGER')}`)).toEqual(['Ärger']);
    expect(await names(`q=${encodeURIComponent(`' OR 1=1 --`)}`)).toEqual([]);
    expect(await names('q=example.org')).toHaveLength(9);
  });

  it.each([
    'limit=0',
    'limit=-1',
    'limit=1e9',
    'limit=201',
    'limit=5&limit=6',
    'limit[]=5',
    'limit=',
    'limit=0x10',
    'passed=yes',
    'passed=',
    'passed=true&passed=true',
    'passed[]=true',
    'from=yesterday',
    'from=2026-02-30T00:00:00Z',
    'from=2026-01-01',
    'from=2026-01-01T00:00:00Z&from=2026-01-01T00:00:00Z',
    'to=infinity',
    'to=99999-01-01T00:00:00Z',
    'q=',
    'q=%20',
    'q=a&q=b',
    'q=%00',
    'q=a%0Ab',
    'q[$ne]=1',
    `q=${'a'.repeat(255)}`,
    `q=${'+'.repeat(10_000)}`,
    'version=0',
    'version=1.0',
    'version=',
    'version=1&version=2',
    'version=1234567890',
    'reason=ended,closed',
    'reason=',
    'sort=percent',
    'sort=',
    'sort=name;DROP TABLE scores',
    'sort=name&sort=name',
    'sort=constructor',
    'sort=__proto__',
    'order=ASC',
    'order=asc,id',
    'order=asc&order=desc',
    'cursor=',
    'cursor=abc',
    'cursor=a&cursor=b',
    `cursor=${'A'.repeat(2001)}`,
    'cursor=bnVsbA',
    'unknown=1',
    '__proto__[x]=1',
  ])('refuse %s', async (query) => {
    for (const route of ['submissions', 'results.csv', 'results.xlsx']) {
      const answer = await owner.get(`/assessments/${assessment.id}/${route}?${query}`);
      expect(answer.status, `${route}: ${answer.text.slice(0, 300)}`).toBe(400);
      expect(answer.headers['content-type']).toContain('application/problem+json');
    }
  });

  it.each(['q=%ED%A0%80', 'q=%FF%00', '__proto__=1', 'constructor=1', 'toString=1'])(
    'survive %s',
    async (query) => {
      expect((await owner.get(`${path}?${query}`)).status).toBeLessThan(500);
    },
  );

  it('refuse a cursor with other parameters than those it came from, and a forged one', async () => {
    const first = must(
      200,
      await owner.get(`${path}?limit=2&sort=score&order=asc&passed=true&q=n&from=2026-01-01T00:00:00Z`),
    ).body;
    const own = 'sort=score&order=asc&passed=true&q=n&from=2026-01-01T00:00:00Z';
    must(200, await owner.get(`${path}?${own}&limit=3&cursor=${first.nextCursor}`));
    const other = await publishedAssessment(owner, { questions: [trueFalse] });
    const others = [
      `${path}?${own.replace('score', 'name')}`,
      `${path}?${own.replace('asc', 'desc')}`,
      `${path}?${own.replace('true', 'false')}`,
      `${path}?${own.replace('q=n', 'q=a')}`,
      `${path}?${own.replace('q=n&', '')}`,
      `${path}?${own.replace('2026', '2025')}`,
      `${path}?${own}&to=2027-01-01T00:00:00Z`,
      `${path}?${own}&version=1`,
      `${path}?${own}&reason=submitted`,
      `/assessments/${other.id}/submissions?${own}`,
    ];
    for (const url of others) {
      expect(must(400, await owner.get(`${url}&cursor=${first.nextCursor}`)).body.code, url).toBe(
        'invalid-cursor',
      );
    }
    const forge = async (query: string, change: (key: unknown[]) => unknown): Promise<void> => {
      const cursor = must(200, await owner.get(`${path}?limit=1&${query}`)).body.nextCursor;
      const key = JSON.parse(Buffer.from(cursor, 'base64url').toString());
      const forged = Buffer.from(JSON.stringify(change(key))).toString('base64url');
      const answer = await owner.get(`${path}?${query}&cursor=${forged}`);
      expect({ status: answer.status, code: answer.body.code }, JSON.stringify(change(key))).toEqual({
        status: 400,
        code: 'invalid-cursor',
      });
    };
    for (const value of ['NaN', '1e3', "0'", 'infinity', '', null, 5, '1234.00', {}]) {
      await forge('sort=score', ([list, , id]) => [list, value, id]);
      await forge('sort=finishedAt', ([list, , id]) => [list, value, id]);
    }
    for (const value of ['a\0', '\u0001', null, 5, 'a'.repeat(201), '\ud800'])
      await forge('sort=name', ([list, , id]) => [list, value, id]);
    for (const id of ['x', null, '', `${randomUUID()}0`, 7])
      await forge('sort=name', ([list, value]) => [list, value, id]);
    await forge('sort=name', (key) => [...key, 'more']);
    await forge('sort=name', () => 'text');
    must(400, await owner.get(`/assessments/${assessment.id}/results.csv?cursor=${first.nextCursor}`));
  });

  it('belong to their employer', async () => {
    const stranger = await app.employer('Another');
    const submissionId = (await items())[0]!.submissionId;
    for (const [own, missing] of [
      [path, `/assessments/${randomUUID()}/submissions`],
      [`/assessments/${assessment.id}/results.csv`, `/assessments/${randomUUID()}/results.csv`],
      [`/assessments/${assessment.id}/results.xlsx`, `/assessments/${randomUUID()}/results.xlsx`],
      [`/assessments/${assessment.id}/statistics/summary`, `/assessments/${randomUUID()}/statistics/summary`],
      [`/submissions/${submissionId}`, `/submissions/${randomUUID()}`],
    ] as const) {
      const refused = must(404, await stranger.get(own));
      const unknown = must(404, await owner.get(missing));
      expect({ ...refused.body, instance: '' }).toEqual({ ...unknown.body, instance: '' });
      expect(refused.headers['content-type']).toContain('application/problem+json');
      must(404, await owner.get(missing.replace(/[0-9a-f-]{36}/, 'not-an-id')));
      must(401, await app.anonymous().get(own));
    }
  });

  it('show one submission whole', async () => {
    const own = await publishedAssessment(owner, {
      settings: { timeLimitMinutes: 30 },
      questions: [
        { ...singleChoice, explanation: 'Two is.' },
        trueFalse,
        { ...trueFalse, text: 'Fire is cold.' },
      ],
    });
    const candidate = await startedCandidate(app, own.slug);
    const [choice, first] = own.questionIds;
    must(200, await candidate.put(`/public/attempt/answers/${choice}`, { response: 'two', clientSeq: 1 }));
    must(200, await candidate.put(`/public/attempt/answers/${first}`, { response: false, clientSeq: 1 }));
    const receipt = must(201, await submit(candidate)).body;
    const { options } = singleChoice.content;
    expect(must(200, await owner.get(`/submissions/${receipt.submissionId}`)).body).toEqual({
      ...receipt,
      assessmentId: own.id,
      attemptId: candidate.attemptId,
      candidate: { name: 'Carla Candidate', email: candidate.email },
      versionNumber: 1,
      policy: {
        timeLimitMinutes: 30,
        passMarkPercent: 50,
        shuffleQuestions: false,
        shuffleOptions: false,
        reviewPolicy: 'score',
      },
      invitedAt: null,
      startedAt: expect.stringMatching(/Z$/),
      durationSeconds: expect.any(Number),
      score: {
        revision: 1,
        scoredAt: expect.stringMatching(/Z$/),
        points: 2,
        maximumPoints: 4,
        percent: 50,
        passed: true,
      },
      superseded: null,
      earlierSubmissions: [],
      items: [
        {
          questionId: choice,
          position: 1,
          kind: 'single_choice',
          text: singleChoice.text,
          content: expect.objectContaining({ options }),
          key: expect.objectContaining({ correctOptionId: 'two' }),
          explanation: 'Two is.',
          response: 'two',
          savedAt: expect.stringMatching(/Z$/),
          status: 'correct',
          points: 2,
          maximumPoints: 2,
          fraction: { numerator: '1', denominator: '1' },
        },
        {
          questionId: first,
          position: 2,
          kind: 'true_false',
          text: trueFalse.text,
          content: expect.any(Object),
          key: expect.any(Object),
          explanation: null,
          response: false,
          savedAt: expect.stringMatching(/Z$/),
          status: 'incorrect',
          points: 0,
          maximumPoints: 1,
          fraction: { numerator: '0', denominator: '1' },
        },
        {
          questionId: own.questionIds[2],
          position: 3,
          kind: 'true_false',
          text: 'Fire is cold.',
          content: expect.any(Object),
          key: expect.any(Object),
          explanation: null,
          response: null,
          savedAt: null,
          status: 'unanswered',
          points: 0,
          maximumPoints: 1,
          fraction: { numerator: '0', denominator: '1' },
        },
      ],
    });
    must(200, await owner.post(`/assessments/${own.id}/close`));
  });

  it.each(['submissions', 'results.csv'])(
    'of attempts whose time is over appear in %s without anybody having ended them',
    async (route) => {
      const own = await publishedAssessment(owner, { settings: { timeLimitMinutes: 30 } });
      const [late, running] = [await startedCandidate(app, own.slug), await startedCandidate(app, own.slug)];
      await moveDeadline(app.database.admin, late.attemptId, '-1 minute');
      const answer = must(200, await owner.get(`/assessments/${own.id}/${route}`));
      expect(answer.text).toContain(late.email);
      expect(answer.text).not.toContain(running.email);
      const list = must(200, await owner.get(`/assessments/${own.id}/submissions`)).body;
      expect(list.items).toMatchObject([
        { reason: 'deadline', percent: 0, passed: false, candidate: { email: late.email } },
      ]);
      expect(list.totals).toEqual({ submissions: 1, passed: 0, failed: 1, running: 1 });
      must(200, await owner.post(`/assessments/${own.id}/close`));
    },
  );

  describe('as a file', () => {
    const hostile = [
      '=HYPERLINK("http://evil.example","x")',
      '+1',
      '-1',
      '@SUM(A1)',
      '\tx',
      'Anna "the; best", Smith',
      'two\nlines\n=1',
      ';=1',
      "it's",
      '  x ',
    ];
    let own: PublishedAssessment;
    beforeAll(async () => {
      own = await publishedAssessment(owner, { settings: { title: 'Prüfung "A/B" 100%' } });
      const rows = hostile.map((name, index) => ({
        name,
        percents: [index * 3.33],
        passed: [true, false, null][index % 3]!,
      }));
      await insertResults(app.database.admin, own.id, rows);
    });
    afterAll(async () => {
      must(200, await owner.post(`/assessments/${own.id}/close`));
    });

    async function file(query = ''): Promise<Record<string, string>[]> {
      const answer = must(200, await owner.get(`/assessments/${own.id}/results.csv?${query}`));
      return parse(answer.text, { bom: true, columns: true, record_delimiter: '\r\n' });
    }

    it('is CSV that a browser saves under the name of the assessment', async () => {
      const answer = must(200, await owner.get(`/assessments/${own.id}/results.csv`));
      expect(answer.headers).toMatchObject({
        'content-type': expect.stringMatching(/^text\/csv; charset=utf-8/),
        'content-disposition': `attachment; filename="results.csv"; filename*=UTF-8''Pr%C3%BCfung%20%20A%20B%20%20100%20-%20results.csv`,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      expect(
        answer.text.startsWith(
          '\uFEFFName,E-mail,Started,Finished,Reason,Points,Maximum points,Percent,Passed,Version,Submission\r\n',
        ),
      ).toBe(true);
      expect(answer.text.endsWith('\r\n')).toBe(true);
      const nobody = must(200, await owner.get(`/assessments/${own.id}/results.csv?q=nobody`));
      expect(nobody.text.split('\r\n')).toHaveLength(2);
    });

    it.each([
      '',
      'sort=score&order=asc',
      'sort=name&order=desc&passed=true',
      'q=x',
      'from=2027-01-01T00:00:00Z',
      'passed=false',
    ])('says what the list says with "%s"', async (query) => {
      const list = must(200, await owner.get(`/assessments/${own.id}/submissions?limit=200&${query}`)).body
        .items;
      const rows = await file(query);
      const safe = (text: string): string => text.replaceAll("'", '');
      expect(rows.map((row) => ({ ...row, Name: safe(row['Name']!), Started: '' }))).toEqual(
        list.map((item: Item & Record<string, unknown>) => ({
          Name: safe(item.candidate.name),
          'E-mail': item.candidate.email,
          Started: '',
          Finished: item.finishedAt,
          Reason: item['reason'],
          Points: String(item['points']),
          'Maximum points': String(item['maximumPoints']),
          Percent: String(item.percent),
          Passed: item.passed === null ? '' : item.passed ? 'yes' : 'no',
          Version: '1',
          Submission: item.submissionId,
        })),
      );
    });

    it('starts no formula', async () => {
      const rows = await file();
      expect(rows).toHaveLength(hostile.length);
      for (const row of rows) expect(row['Name']).not.toMatch(/(^|[;\n])[=+\-@\t\r]/);
      expect(rows.map((row) => row['Name'])).toContain(`'=HYPERLINK("http://evil.example","x")`);
      expect(rows.map((row) => row['Name'])).toContain('Anna "the; best", Smith');
    });
  });
});
