import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/common/identifiers/identifiers.js';
import { must } from '../support/assessment-builder.js';
import { TestApp, type Answer } from '../support/test-app.js';
import { describeApi, fillPath, pathParameters, type Operation } from './support/operations.js';

let app: TestApp;
let operations: readonly Operation[];
beforeAll(async () => {
  app = await TestApp.start();
  operations = describeApi(app).operations;
});
afterAll(() => app.stop());

/** On every answer of the API, whatever it says. */
const expected = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'cache-control': 'no-store',
};
/** What tells a stranger about the server, or opens it to other sites. */
const forbidden = [
  'server',
  'x-powered-by',
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'x-response-time',
  'via',
  'last-modified',
];

function expectHeaders(answer: Answer, what: string): void {
  expect(answer.headers, what).toMatchObject(expected);
  expect(answer.headers['x-request-id'], what).toMatch(/^[\x21-\x7e]{1,100}$/);
  expect(
    forbidden.filter((name) => name in answer.headers),
    what,
  ).toEqual([]);
}

function pathOf({ path }: Operation): string {
  return fillPath(path, Object.fromEntries(pathParameters(path).map(({ name }) => [name, newId()])));
}

describe('the security headers', () => {
  it('are on every route, whoever asks for it', async () => {
    const owner = await app.employer();
    for (const operation of operations) {
      for (const caller of [app.anonymous(), owner]) {
        // Ending the session would make the rest of the routes answer alike.
        if (caller === owner && operation.id === 'Auth_signOut') continue;
        const origin = { origin: 'https://evil.example' };
        const answer = await caller.send(operation.method, pathOf(operation), {
          headers: operation.method === 'GET' ? origin : {},
        });
        expectHeaders(answer, `${operation.route} ${answer.status}`);
      }
    }
  });

  it.each([
    ['an unknown address', '/no/such/thing'],
    ['an unknown address outside the API', '/api/../etc/passwd'],
    ['an address that is not properly encoded', '/assessments/%zz'],
    ['a part of an address that is too long', `/public/assessments/${'A'.repeat(400)}`],
    ['the root', '/api/'],
  ])('are on the refusal of %s', async (_, path) => {
    const answer = await app.anonymous().get(path);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expectHeaders(answer, path);
  });

  it('are on the refusal of a body and on a failure of the server', async () => {
    expectHeaders(
      await app
        .anonymous()
        .send('POST', '/auth/sign-in', { payload: '{', headers: { 'content-type': 'application/json' } }),
      'malformed',
    );
    const { admin } = app.database;
    await admin.query('ALTER TABLE assay.persons RENAME TO persons_away');
    const failed = await app
      .anonymous()
      .post('/auth/sign-in', { email: 'a@example.org', password: 'some pass phrase' });
    await admin.query('ALTER TABLE assay.persons_away RENAME TO persons');
    expect(failed.status).toBe(500);
    expectHeaders(failed, 'failure');
    expect(failed.text).not.toMatch(/persons|relation|select/i);
  });

  it('let the pages of the documentation run their own scripts, and nothing else', async () => {
    const page = must(200, await app.anonymous().get('/api/docs'));
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe|unsafe-eval|\*|https?:/);
    expect(page.headers['x-content-type-options']).toBe('nosniff');
  });

  it('send a file as a file', async () => {
    const owner = await app.employer();
    const { id } = must(201, await owner.post('/assessments', { title: 'Quote " and \\ back' })).body as {
      id: string;
    };
    const answer = must(200, await owner.get(`/assessments/${id}/results.csv`));
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="[^"\r\n]+"/);
  });
});

describe('a method that an address does not know', () => {
  it('is answered with 405 and those that it knows', async () => {
    for (const path of new Set(operations.map((operation) => operation.path))) {
      const known = operations.filter((operation) => operation.path === path).map(({ method }) => method);
      const unknown = (['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const).filter(
        (method) => !known.includes(method),
      );
      const operation = operations.find((each) => each.path === path)!;
      for (const method of unknown) {
        // A made-up id may be read as another route's word: /members/{id} has methods that /members/invitations lacks.
        const sameShape = operations.filter(
          (each) => shape(each.path) === shape(path) || matches(each.path, path),
        );
        if (sameShape.some((each) => each.method === method)) continue;
        const answer = await app.anonymous().send(method, pathOf(operation));
        expect(answer.status, `${method} ${path}`).toBe(405);
        expect(answer.body.code).toBe('method-not-allowed');
        const allowed = String(answer.headers['allow']).split(', ');
        expect(allowed, `${method} ${path}`).toEqual(expect.arrayContaining(known));
        expect(allowed).not.toContain(method);
        expectHeaders(answer, `${method} ${path}`);
      }
    }
  });

  it.each(['TRACE', 'OPTIONS', 'PROPFIND'])('is refused where it is %s', async (method) => {
    const answer = await app.app.inject({ method: method as 'OPTIONS', url: '/api/v1/assessments' });
    expect([404, 405]).toContain(answer.statusCode);
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
  });

  it('is not smuggled in by a header', async () => {
    const owner = await app.employer();
    const { id } = must(201, await owner.post('/assessments', { title: 'Stays' })).body as { id: string };
    for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
      must(
        200,
        await owner.get(`/assessments/${id}?_method=DELETE`, {
          headers: { [name]: 'DELETE', 'if-match': '"v1"' },
        }),
      );
    }
    must(200, await owner.get(`/assessments/${id}`));
  });
});

describe('the request id', () => {
  it('is the one that the caller gave, in the header, in a problem and in the log', async () => {
    const id = 'trace-0af7651916cd43dd:8448eb211c80319c/1';
    const answer = await app.anonymous().get('/assessments', { headers: { 'x-request-id': id } });
    expect(answer.headers['x-request-id']).toBe(id);
    expect(answer.body.instance).toBe(`urn:request:${id}`);
    expect(app.log.some((line) => (JSON.parse(line) as { requestId?: string }).requestId === id)).toBe(true);
  });

  it.each([
    ['too long', 'x'.repeat(101)],
    ['with a blank', 'a b'],
    ['empty', ''],
    ['with a line end', 'a\tb'],
    ['not ASCII', 'ü'],
  ])('is made anew where the given one is %s', async (_, id) => {
    const answer = await app.anonymous().get('/health/live', { headers: { 'x-request-id': id } });
    expect(answer.status).toBe(200);
    expect(answer.headers['x-request-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  });

  it('is another one each time', async () => {
    const ids = await Promise.all([1, 2, 3].map(() => app.anonymous().get('/health/live')));
    expect(new Set(ids.map(({ headers }) => headers['x-request-id'])).size).toBe(3);
  });
});

function shape(path: string): string {
  return path.replace(/\{[^}]+\}/g, '{}');
}

/** Whether a request for the one is answered by the routes of the other. */
function matches(pattern: string, path: string): boolean {
  return new RegExp(`^${pattern.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path);
}
