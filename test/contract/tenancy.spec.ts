import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/common/identifiers/identifiers.js';
import { formatToken, newSlug, parseToken } from '../../src/common/identifiers/tokens.js';
import { must, startedCandidate, trueFalse } from '../support/assessment-builder.js';
import { newAddress } from '../support/members.js';
import { TestApp, type Answer, type Caller } from '../support/test-app.js';
import { databaseState, type DatabaseState } from './support/database-state.js';
import { describeApi, pathParameters, type Operation } from './support/operations.js';
import { parametersOf, prepare, send, type Scenario } from './support/scenarios.js';
import { createWorld, draftAssessment, type World } from './support/world.js';

/**
 * Two employers, A and B. Whatever B does with a name that belongs to A is answered, byte for byte, as if the name had
 * been made up, and no row of A changes. The request id is the same in both requests, so nothing is left out of the
 * comparison but the date.
 */
let app: TestApp;
let a: World;
let b: World;
let operations: readonly Operation[];
beforeAll(async () => {
  app = await TestApp.start({ eventrail: true });
  operations = describeApi(app).operations;
  a = await createWorld(app, 'Employer A');
  b = await createWorld(app, 'Employer B');
}, 60_000);
afterAll(() => app.stop());

const requestId = { 'x-request-id': 'tenancy-test' };

function bytes({ status, headers, text }: Answer): object {
  const { date: _, ...others } = headers;
  return { status, headers: others, text };
}

/** A name of the same form that nobody has. */
function madeUp(collection: string): string {
  if (collection === 'links') return newSlug(newId());
  return collection === 'versions' || collection === 'rows' ? '1' : newId();
}

function callersOfB(): [string, Caller][] {
  return [
    ['owner', b.owner],
    ['author', b.author],
    ['reviewer', b.reviewer],
    ['API key', b.fullKey],
  ];
}

async function unchangedInA(act: () => Promise<void>): Promise<void> {
  const before: DatabaseState = await databaseState(app.database.admin, a.owner.employerId);
  expect(before['assessments']).not.toMatch(/^0 rows/);
  await act();
  expect(await databaseState(app.database.admin, a.owner.employerId)).toEqual(before);
}

describe('a path of A used by B', () => {
  /** Which parameters of a path are A's; the others are B's. `mixed` is a child of one under a parent of the other. */
  function choices(operation: Operation): boolean[][] {
    const { length } = pathParameters(operation.path);
    const all = Array.from({ length: 2 ** length }, (_, bits) =>
      Array.from({ length }, (_each, index) => (bits & (1 << index)) !== 0),
    );
    return all.filter((choice) => choice.includes(true));
  }

  it('is the same as a made-up one, on every route that has one', async () => {
    const tried: string[] = [];
    for (const operation of operations) {
      const parts = pathParameters(operation.path);
      if (parts.length === 0 || operation.access === 'public' || operation.access === 'candidate') continue;
      const ofA = await prepare(operation, a, a.owner);
      const ofB = await prepare(operation, b, b.owner);
      const [namesA, namesB] = [parametersOf(operation, a, ofA), parametersOf(operation, b, ofB)];
      await unchangedInA(async () => {
        for (const choice of choices(operation)) {
          const foreign = parts.filter((_, index) => choice[index]);
          // A number names nothing by itself: version 1 of B's assessment is B's.
          if (foreign.every(({ collection }) => ['versions', 'rows'].includes(collection))) continue;
          for (const [role, caller] of callersOfB()) {
            const used = Object.fromEntries(
              parts.map(({ name }, index) => [name, (choice[index] ? namesA : namesB)[name]!]),
            );
            const made = Object.fromEntries(
              parts.map(({ name, collection }, index) => [
                name,
                choice[index] ? madeUp(collection) : namesB[name]!,
              ]),
            );
            const answer = await send(operation, caller, used, ofA, requestId);
            expect([403, 404], `${role}: ${operation.route}`).toContain(answer.status);
            expect(bytes(answer)).toEqual(bytes(await send(operation, caller, made, ofA, requestId)));
            tried.push(operation.route);
          }
        }
      });
    }
    expect(new Set(tried).size).toBeGreaterThan(25);
  }, 300_000);
});

describe('a name of A in what B sends', () => {
  it('is the same as a made-up one in the order of questions', async () => {
    const draftOfA = await draftAssessment(a.owner);
    const draftOfB = await draftAssessment(b.owner);
    const { headers } = must(200, await b.owner.get(`/assessments/${draftOfB.id}/questions`));
    const order = (questionIds: readonly string[]): Promise<Answer> =>
      b.owner.send('PUT', `/assessments/${draftOfB.id}/questions/order`, {
        body: { questionIds },
        headers: { ...requestId, 'if-match': String(headers['etag']) },
      });
    await unchangedInA(async () => {
      const answer = await order(draftOfA.questionIds);
      expect(answer.status).toBe(422);
      expect(bytes(answer)).toEqual(bytes(await order([newId(), newId()])));
      const mixed = await order([draftOfB.questionIds[0]!, draftOfA.questionIds[0]!]);
      expect(bytes(mixed)).toEqual(bytes(await order([draftOfB.questionIds[0]!, newId()])));
    });
  });

  it('is the same as a made-up one in the employer to sign in to', async () => {
    const { email, password } = await app.employer('Employer C');
    const signIn = (employerId: string): Promise<Answer> =>
      app.anonymous().post('/auth/sign-in', { email, password, employerId }, { headers: requestId });
    const answer = await signIn(a.owner.employerId);
    expect(answer.status).toBe(401);
    expect(bytes(answer)).toEqual(bytes(await signIn(newId())));
  });

  it.each(['/assessments', '/members', '/api-keys', '/members/invitations'])(
    'shows nothing of A in a cursor of %s',
    async (path) => {
      for (let count = 0; count < 2; count += 1) await fillList(a, path);
      const page = must(200, await a.owner.get(`${path}?limit=1`));
      const cursor = page.body.nextCursor as string;
      expect(cursor).toBeTypeOf('string');
      const answer = await b.owner.get(`${path}?cursor=${cursor}`, { headers: requestId });
      const idsOfA = must(200, await a.owner.get(`${path}?limit=200`)).body.items as { id: string }[];
      for (const { id } of idsOfA) expect(answer.text).not.toContain(id);
      const made = madeUpCursor(cursor);
      expect(bytes(answer)).toEqual(
        bytes(await b.owner.get(`${path}?cursor=${made}`, { headers: requestId })),
      );
    },
  );

  it('shows nothing of A in a place in the journal', async () => {
    const events = must(200, await b.owner.get('/events?after=0&limit=200'));
    expect(events.text).not.toContain(a.owner.employerId);
    const subjectsOfA = await app.database.admin.query<{ id: string }>(
      'SELECT DISTINCT subject_id AS id FROM events WHERE employer_id = $1',
      [a.owner.employerId],
    );
    for (const { id } of subjectsOfA.rows) expect(events.text).not.toContain(id);
  });
});

describe("A's Idempotency-Key used by B", () => {
  let scenario: Scenario;
  beforeEach(() => {
    scenario = { body: { title: 'The same words', description: '' } };
  });

  it('is a key that nobody has used', async () => {
    const create = operations.find(({ id }) => id === 'Assessments_create')!;
    const key = { 'idempotency-key': randomUUID() };
    const first = must(201, await send(create, a.owner, {}, scenario, key));
    await unchangedInA(async () => {
      for (const caller of [b.owner, b.author, b.fullKey]) {
        const answer = must(201, await send(create, caller, {}, scenario, key));
        expect(answer.headers['idempotent-replayed']).toBeUndefined();
        expect(answer.body.id).not.toBe(first.body.id);
        const other = { body: { ...(scenario.body as object), title: 'Other words' } };
        expect((await send(create, caller, {}, other, key)).body.code).toBe('idempotency-key-reused');
      }
    });
    const replayed = must(201, await send(create, a.owner, {}, scenario, key));
    expect(replayed.headers['idempotent-replayed']).toBe('true');
    expect(replayed.text).toBe(first.text);
  });

  it('does not let a colleague read the stored answer either', async () => {
    const create = operations.find(({ id }) => id === 'Assessments_create')!;
    const key = { 'idempotency-key': randomUUID() };
    const first = must(201, await send(create, a.owner, {}, scenario, key));
    expect(must(201, await send(create, a.author, {}, scenario, key)).body.id).not.toBe(first.body.id);
  });
});

describe("a candidate's token", () => {
  it('saves no answer to a question of another employer, and learns nothing of it', async () => {
    const candidate = await startedCandidate(app, b.names['links']!);
    const save = (questionId: string): Promise<Answer> =>
      candidate.send('PUT', `/public/attempt/answers/${questionId}`, {
        body: { response: 'two', clientSeq: 1 },
        headers: requestId,
      });
    await unchangedInA(async () => {
      const answer = await save(a.names['questions']!);
      expect(answer.status).toBe(404);
      expect(bytes(answer)).toEqual(bytes(await save(newId())));
    });
  });

  it('is refused under another employer and for another attempt, as a made-up one is', async () => {
    const parts = parseToken('attempt', a.candidate.token)!;
    const paths = ['/public/attempt', '/public/attempt/result'];
    const read = (identifiers: string[], path: string): Promise<Answer> =>
      app
        .anonymous({ authorization: `Bearer ${formatToken('attempt', identifiers, parts.secret)}` })
        .get(path, { headers: requestId });
    for (const path of paths) {
      const made = await read([newId(), newId()], path);
      expect(made.status).toBe(401);
      for (const identifiers of [
        [b.owner.employerId, a.candidate.attemptId],
        [b.owner.employerId, b.candidate.attemptId],
        [a.owner.employerId, a.finished.attemptId],
        [a.owner.employerId, newId()],
      ]) {
        expect(bytes(await read(identifiers, path))).toEqual(bytes(made));
      }
    }
  });

  it('of a session, a key or an invite is refused under another employer', async () => {
    const invites = [{ email: newAddress() }];
    const created = must(
      200,
      await a.owner.post(`/assessments/${a.names['assessments']}/invites`, { invites }),
    );
    const parts = parseToken('invite', created.body.results[0].token)!;
    const open = (employerId: string): Promise<Answer> =>
      app
        .anonymous()
        .post(
          '/public/invites/open',
          { token: formatToken('invite', [employerId], parts.secret) },
          { headers: requestId },
        );
    must(200, await open(a.owner.employerId));
    expect(bytes(await open(b.owner.employerId))).toEqual(bytes(await open(newId())));

    const key = parseToken('key', a.fullKey.headers['authorization']!.replace('Bearer ', ''))!;
    const list = (employerId: string): Promise<Answer> =>
      app
        .anonymous({ authorization: `Bearer ${formatToken('key', [employerId], key.secret)}` })
        .get('/assessments', { headers: requestId });
    must(200, await list(a.owner.employerId));
    const foreign = await list(b.owner.employerId);
    expect(foreign.status).toBe(401);
    expect(bytes(foreign)).toEqual(bytes(await list(newId())));
  });
});

describe('the comparison itself', () => {
  it('sees the difference between a resource that is there and one that is not', async () => {
    const path = `/assessments/${a.names['assessments']}`;
    expect(bytes(await a.owner.get(path))).not.toEqual(bytes(await a.owner.get(`/assessments/${newId()}`)));
  });

  it('notices when a row of A changes', async () => {
    const assessmentId = (await draftAssessment(a.owner)).id;
    await expect(
      unchangedInA(async () => {
        must(201, await a.owner.post(`/assessments/${assessmentId}/questions`, trueFalse));
      }),
    ).rejects.toThrow('to deeply equal');
  });
});

async function fillList(world: World, path: string): Promise<void> {
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  if (path === '/assessments') must(201, await world.owner.post(path, { title: 'One more' }));
  if (path === '/api-keys')
    must(201, await world.owner.post(path, { name: 'More', scopes: ['events:read'], expiresAt }));
  if (path === '/members/invitations')
    must(201, await world.owner.post('/members', { email: newAddress(), role: 'reviewer' }));
}

/** The same place, but of a row that nobody has. */
function madeUpCursor(cursor: string): string {
  const parts = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as string[];
  const id = parts.at(-1)!;
  const neighbour = `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`;
  return Buffer.from(JSON.stringify([...parts.slice(0, -1), neighbour])).toString('base64url');
}
