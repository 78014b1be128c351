import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorCatalogue } from '../../src/common/errors/catalogue.js';
import { addMember } from '../support/members.js';
import { must, startedCandidate } from '../support/assessment-builder.js';
import { testSeed } from '../support/seed.js';
import { randomNetwork, TestApp, type Answer, type Caller } from '../support/test-app.js';
import { databaseState } from './support/database-state.js';
import {
  bodyInputs,
  headerInputs,
  pathInputs,
  queryInputs,
  randomBodies,
  randomQueries,
  tooLargeInputs,
  type HostileInput,
} from './support/hostile-inputs.js';
import { formInputs } from './support/import-inputs.js';
import { describeApi, fillPath, type ApiDescription, type Operation } from './support/operations.js';
import { parametersOf, prepare, type Scenario } from './support/scenarios.js';
import { createWorld, type World } from './support/world.js';

/**
 * At least a hundred hostile requests for each route. What each must be answered with stands at the input; of the
 * others, which a lenient reading may accept, only that the server neither fails nor stalls.
 */
const leastInputs = 100;
const longestStallMilliseconds = 200;
const pointedCodes = new Set(['validation-failed', 'malformed-json', 'invalid-parameter']);

let app: TestApp;
let api: ApiDescription;
let world: World;
beforeAll(async () => {
  console.log(`hostile input: ASSAY_TEST_SEED=${testSeed}`);
  app = await TestApp.start({ eventrail: true });
  api = describeApi(app);
  world = await createWorld(app, 'Example Works');
}, 60_000);
afterAll(() => app.stop());

/** Known before the application starts; permissions.spec.ts keeps the list equal to the code. */
const { routes } = JSON.parse(readFileSync(new URL('permissions.json', import.meta.url), 'utf8')) as {
  routes: Record<string, unknown>;
};

describe('hostile input', () => {
  it.each(Object.keys(routes))(
    '%s',
    async (route) => {
      const operation = api.operations.find((each) => each.route === route)!;
      const caller = await callerOf(operation);
      const scenario = await prepare(operation, world, caller);
      const by = operation.access === 'candidate' ? (scenario.candidate ?? caller) : caller;
      const inputs = inputsFor(operation, scenario);
      expect(inputs.length).toBeGreaterThanOrEqual(leastInputs);

      const refuse = async (input: HostileInput): Promise<void> => {
        const answer = await sendWatched(operation, by, scenario, input);
        expect(input.status, `${input.what}: ${answer.status} ${answer.text}`).toContain(answer.status);
      };
      for (const input of inputs.filter(({ status, leavesTrace }) => status && leavesTrace))
        await refuse(input);
      const before = await databaseState(app.database.admin);
      for (const input of inputs.filter(({ status, leavesTrace }) => status && !leavesTrace))
        await refuse(input);
      expect(await databaseState(app.database.admin)).toEqual(before);

      let accepted = 0;
      for (const input of inputs.filter(({ status }) => !status)) {
        const answer = await sendWatched(operation, by, scenario, input);
        accepted += answer.status < 300 && operation.method !== 'GET' ? 1 : 0;
      }
      if (accepted === 0) expect(await databaseState(app.database.admin)).toEqual(before);
    },
    180_000,
  );

  it('in a place in a list is refused', async () => {
    const lists = api.operations.filter(({ queryParameters }) => queryParameters.includes('cursor'));
    expect(lists.length).toBeGreaterThan(5);
    let mutated = 0;
    for (const operation of lists) {
      const scenario = {};
      const first = await sendWatched(operation, world.owner, scenario, {
        what: '',
        call: {},
        query: 'limit=1',
      });
      const cursor = must(200, first).body.nextCursor as string | null;
      const given = cursor ?? Buffer.from('["other","2026-01-01T00:00:00Z","x"]').toString('base64url');
      for (const changed of changedCursors(given)) {
        const input = { what: `cursor ${changed.what}`, call: {}, query: `cursor=${changed.cursor}` };
        const answer = await sendWatched(operation, world.owner, scenario, input);
        expect([200, 400], answer.text).toContain(answer.status);
        if (answer.status === 400)
          expect(['invalid-cursor', 'invalid-parameter']).toContain(answer.body.code);
        mutated += 1;
      }
    }
    expect(mutated).toBeGreaterThan(100);
  });

  it('does not reach the prototypes of the language', () => {
    expect(({} as { role?: string }).role).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('the check of an answer', () => {
  it.each([
    [{ status: 500, type: 'application/problem+json', body: { code: 'internal' } }],
    [{ status: 400, type: 'application/json', body: { code: 'bad-request' } }],
    [{ status: 400, type: 'application/problem+json', body: { code: 'made-up' } }],
    [{ status: 404, type: 'application/problem+json', body: { code: 'bad-request', status: 404 } }],
    [{ status: 422, type: 'application/problem+json', body: { code: 'validation-failed', status: 422 } }],
  ])('refuses %j', ({ status, type, body }) => {
    const answer = { status, headers: { 'content-type': type }, text: '', body };
    expect(() => expectProblem(answer, 'a request')).toThrow();
  });
});

function inputsFor(operation: Operation, scenario: Scenario): HostileInput[] {
  const valid = (scenario.body ?? {}) as Record<string, unknown>;
  const call = scenario.payload
    ? { payload: scenario.payload, headers: scenario.headers ?? {} }
    : scenario.body === undefined
      ? {}
      : { payload: JSON.stringify(valid), headers: { 'content-type': 'application/json' } };
  const writes = operation.method !== 'GET';
  const isForm = operation.bodyType === 'multipart/form-data';
  const body = bodyInputs(operation, api.schemas, valid);
  const inputs = [
    ...(writes && !isForm ? tooLargeInputs : []),
    ...(writes && operation.bodySchema && !isForm
      ? body.filter(({ what }) => !takesAnyJson(operation) || /^(malformed|content type)/.test(what))
      : []),
    // A route without a body still reads one that is sent; a route that takes a form takes nothing else.
    ...(writes && !operation.bodySchema ? body.filter(({ what }) => what.startsWith('malformed')) : []),
    ...(isForm ? body.map((input) => ({ ...input, status: [400, 413, 415] })) : []),
    ...(isForm ? formInputs() : []),
    ...pathInputs(operation).map((input) => ({ ...input, call: isForm ? call : { ...call, ...input.call } })),
    ...queryInputs(operation).map((input) => (isForm ? { ...input, call } : input)),
    ...headerInputs(operation, call),
    ...(operation.bodySchema && !isForm
      ? randomBodies(operation, api.schemas, valid, {
          seed: testSeed,
          count: isPasswordRoute(operation) ? 25 : 60,
        })
      : []),
  ];
  const missing = Math.max(0, leastInputs + 10 - inputs.length);
  return [...inputs, ...randomQueries({ seed: testSeed, count: missing })].filter(
    // Each file that is accepted is read by a thread of its own; a few are enough.
    ({ what, status }, index) => !isForm || status !== undefined || what.includes('file') || index % 10 === 0,
  );
}

/** No value is of the wrong type, no field one too many. */
function takesAnyJson({ bodySchema }: Operation): boolean {
  return bodySchema !== undefined && Object.keys(bodySchema).length === 0;
}

/** Each of its requests costs a hash of 20 MiB. */
function isPasswordRoute({ id }: Operation): boolean {
  return id.startsWith('Auth_');
}

async function callerOf(operation: Operation): Promise<Caller> {
  if (operation.access === 'public') return app.anonymous();
  if (operation.access === 'candidate') return startedCandidate(app, world.names['links']!);
  return operation.id.startsWith('Auth_') ? addMember(app, world.owner, 'author') : world.owner;
}

/** Sends, and where the process was busy for long sends twice again: another program's load is not ours. */
async function sendWatched(
  operation: Operation,
  caller: Caller,
  scenario: Scenario,
  input: HostileInput,
): Promise<Answer> {
  const stalls: number[] = [];
  for (;;) {
    const { answer, stalledMilliseconds } = await sendOnce(operation, caller, scenario, input);
    expectProblem(answer, `${operation.route} ${input.what}`);
    stalls.push(stalledMilliseconds);
    if (stalledMilliseconds <= longestStallMilliseconds) return answer;
    expect(stalls.length, `${operation.route} ${input.what} stalls ${stalls.join(', ')} ms`).toBeLessThan(3);
  }
}

const loopDelay = monitorEventLoopDelay({ resolution: 10 });
loopDelay.enable();

async function sendOnce(
  operation: Operation,
  caller: Caller,
  scenario: Scenario,
  input: HostileInput,
): Promise<{ answer: Answer; stalledMilliseconds: number }> {
  const path = fillPath(operation.path, { ...parametersOf(operation, world, scenario), ...input.parameters });
  loopDelay.reset();
  const cpuBefore = process.cpuUsage();
  const answer = await caller.send(
    operation.method,
    input.query === undefined ? path : `${path}?${input.query}`,
    {
      remoteAddress: scenario.remoteAddress ?? randomNetwork(),
      ...input.call,
      headers: {
        ...(operation.takesIdempotencyKey ? { 'idempotency-key': randomUUID() } : {}),
        ...(scenario.payload ? {} : scenario.headers),
        ...input.call.headers,
      },
    },
  );
  const { user, system } = process.cpuUsage(cpuBefore);
  // The loop waits for its turn on a busy machine too; it was blocked by us for no longer than we have computed.
  return { answer, stalledMilliseconds: Math.min(loopDelay.max / 1e6, (user + system) / 1_000) };
}

function expectProblem(answer: Answer, what: string): void {
  if (answer.status < 400) return;
  const place = `${what}: ${answer.status} ${answer.text.slice(0, 500)}`;
  expect(answer.status, place).toBeLessThan(500);
  expect(answer.headers['content-type'], place).toMatch(/^application\/problem\+json/);
  const { code } = answer.body as { code: string };
  expect(errorCatalogue[code as keyof typeof errorCatalogue]?.status, place).toBe(answer.status);
  expect(answer.body.status, place).toBe(answer.status);
  if (!pointedCodes.has(code)) return;
  expect(answer.body.errors, place).toBeInstanceOf(Array);
  expect(answer.body.errors.length, place).toBeGreaterThan(0);
  for (const { pointer } of answer.body.errors as { pointer: unknown }[]) {
    expect(pointer, place).toMatch(/^(\/.*)?$/s);
  }
}

function changedCursors(cursor: string): { what: string; cursor: string }[] {
  const parts = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const values = [
    null,
    1,
    '',
    'x',
    '-1',
    '1e400',
    'NaN',
    '2026-02-30T00:00:00Z',
    '9'.repeat(40),
    '\u0000',
    'infinity',
    {},
  ];
  return [
    ...[
      'x',
      '%00',
      '!!',
      encode([]),
      encode({}),
      encode(null),
      encode([...parts, 'x']),
      encode(parts.slice(1)),
      cursor.slice(2),
    ].map((changed) => ({ what: changed, cursor: changed })),
    ...parts.flatMap((_, index) =>
      values.map((value) => ({
        what: `part ${index} is ${JSON.stringify(value)}`,
        cursor: encode(parts.with(index, value)),
      })),
    ),
  ];
}
