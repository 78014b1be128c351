import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderApiDocument } from '../../src/openapi-file.js';
import { must, publishedAssessment, start, startedCandidate, submit } from '../support/assessment-builder.js';
import { TestApp, type Answer, type Caller } from '../support/test-app.js';
import { addMember } from '../support/members.js';
import { canaryQuestions, Canaries } from './support/canary-questions.js';
import { describeApi, type ApiDescription, type Operation } from './support/operations.js';
import { schemaProblems, type Schema } from './support/schema-check.js';
import { prepare, sendScenario } from './support/scenarios.js';
import { createWorld, importForm, type World } from './support/world.js';

let app: TestApp;
let api: ApiDescription;
let world: World;
beforeAll(async () => {
  app = await TestApp.start({ eventrail: true });
  api = describeApi(app);
  world = await createWorld(app, 'Example Works');
}, 60_000);
afterAll(() => app.stop());

describe('openapi.yaml', () => {
  it('is what the code says', async () => {
    const fresh = await renderApiDocument();
    expect(readFileSync('openapi.yaml', 'utf8') === fresh, 'Write it anew: npm run openapi').toBe(true);
  });

  it('says of every operation its name, its answers, the problem document and who may use it', () => {
    const ids = api.operations.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { route, id, access, answers, security } of api.operations) {
      expect(id, route).toMatch(/^[A-Za-z]+_[a-zA-Z]+$/);
      const successes = Object.keys(answers).filter((status) => /^2\d\d$/.test(status));
      expect(successes.length, route).toBeGreaterThan(0);
      for (const status of successes) {
        expect(answers[status]?.schema !== undefined, `${route} ${status}`).toBe(status !== '204');
      }
      expect(answers['default'], route).toEqual({
        type: 'application/problem+json',
        schema: { $ref: '#/components/schemas/Problem' },
      });
      expect(
        security.flatMap((each) => Object.keys(each)),
        route,
      ).toEqual(securityOf(access));
    }
  });

  it('bounds every text that it takes', () => {
    const unbounded = api.operations.flatMap(({ route, bodySchema }) =>
      bodySchema?.$ref === undefined ? [] : unboundedTexts(bodySchema, route),
    );
    expect(unbounded).toEqual([]);
  });
});

describe('an answer has what openapi.yaml says, and nothing else:', () => {
  const { routes } = JSON.parse(readFileSync(new URL('permissions.json', import.meta.url), 'utf8')) as {
    routes: Record<string, unknown>;
  };

  it.each(Object.keys(routes))('%s', async (route) => {
    const operation = operationOf(route);
    const caller = await rightfulCaller(operation);
    const scenario = await prepare(operation, world, caller);
    const by = operation.access === 'candidate' ? (scenario.candidate ?? caller) : caller;
    expectDocumented(operation, await sendScenario(operation, world, by, scenario));
  });

  it('of an assessment with every kind of question, before, during and after', async () => {
    const owner = await app.employer();
    for (const reviewPolicy of ['none', 'score', 'outcomes']) {
      const { id, slug, questionIds } = await publishedAssessment(owner, {
        settings: { reviewPolicy, timeLimitMinutes: 5, passMarkPercent: 33.33 },
        questions: canaryQuestions(new Canaries()),
      });
      expectDocumented(
        operationOf('GET /api/v1/public/assessments/{slug}'),
        await owner.get(`/public/assessments/${slug}`),
      );
      const key = randomUUID();
      const email = `${randomUUID()}@example.org`;
      const candidate = await startedCandidate(app, slug, email);
      const again = await start(app, slug, `again-${email}`, key);
      expectDocumented(operationOf('POST /api/v1/public/assessments/{slug}/attempts'), again);
      const repeated = must(200, await start(app, slug, `again-${email}`, key));
      expectDocumented(operationOf('POST /api/v1/public/assessments/{slug}/attempts'), repeated);
      for (const [index, response] of ['two', ['one'], null, '1.5e3', 'words'].entries()) {
        const path = `/public/attempt/answers/${questionIds[index]}`;
        for (const clientSeq of [2, 1]) {
          expectDocumented(
            operationOf('PUT /api/v1/public/attempt/answers/{questionId}'),
            await candidate.put(path, { response, clientSeq }),
          );
        }
      }
      expectDocumented(operationOf('GET /api/v1/public/attempt'), await candidate.get('/public/attempt'));
      const receipt = must(201, await submit(candidate));
      expectDocumented(operationOf('POST /api/v1/public/attempt/submit'), receipt);
      expectDocumented(operationOf('GET /api/v1/public/attempt'), await candidate.get('/public/attempt'));
      expectDocumented(
        operationOf('GET /api/v1/public/attempt/result'),
        await candidate.get('/public/attempt/result'),
      );
      const submissionId = receipt.body.submissionId as string;
      expectDocumented(
        operationOf('GET /api/v1/submissions/{id}'),
        await owner.get(`/submissions/${submissionId}`),
      );
      expectDocumented(
        operationOf('GET /api/v1/assessments/{id}/versions/{number}'),
        await owner.get(`/assessments/${id}/versions/1`),
      );
      must(200, await owner.post(`/assessments/${id}/close`));
    }
    expectDocumented(operationOf('GET /api/v1/events'), await owner.get('/events?limit=200'));
  });

  it('of an import with problems', async () => {
    const { id } = must(201, await world.owner.post('/assessments', { title: 'Imported' })).body as {
      id: string;
    };
    const table =
      'Question,Option A,Option B,Correct Answer\n,One,Two,A\nWhich?,One,Two,Z\nWhich one?,One,Two,A\n';
    const received = await world.owner.send('POST', `/assessments/${id}/imports`, importForm(table));
    expectDocumented(operationOf('POST /api/v1/assessments/{assessmentId}/imports'), received);
    expect(received.body.problems.length).toBeGreaterThan(0);
    const rows = await world.owner.get(`/imports/${received.body.id}/rows`);
    expectDocumented(operationOf('GET /api/v1/imports/{id}/rows'), rows);
  });

  it('of invites with every outcome', async () => {
    const invites = [
      { email: 'twice@example.org' },
      { email: 'twice@example.org' },
      { email: 'no address' },
      { email: 'far@example.org', expiresAt: '2099-01-01T00:00:00Z' },
      7,
    ];
    const path = `/assessments/${world.names['assessments']}/invites`;
    const operation = operationOf('POST /api/v1/assessments/{assessmentId}/invites');
    expectDocumented(operation, await world.owner.post(path, { invites }));
    expectDocumented(operation, await world.owner.post(path, { invites }));
  });
});

describe('the check of a schema', () => {
  const schema: Schema = {
    type: 'object',
    required: ['id'],
    properties: { id: { type: 'string', format: 'uuid' }, count: { type: 'integer', nullable: true } },
  };
  it.each([
    [{ id: randomUUID(), count: 1 }, 0],
    [{ id: randomUUID(), count: null }, 0],
    [{ id: randomUUID(), secret: 1 }, 1],
    [{ count: 1 }, 1],
    [{ id: 'x' }, 1],
    [{ id: randomUUID(), count: 1.5 }, 1],
    [[], 1],
    [null, 1],
  ])('finds in %j %i problems', (value, count) => {
    expect(schemaProblems(value, schema, {})).toHaveLength(count);
  });
});

function operationOf(route: string): Operation {
  const operation = api.operations.find((each) => each.route === route);
  if (!operation) throw new Error(`There is no route ${route}.`);
  return operation;
}

function expectDocumented(operation: Operation, answer: Answer): void {
  expect(answer.status, answer.text).toBeLessThan(300);
  const documented = operation.answers[answer.status];
  expect(documented, `${operation.route} does not document ${answer.status}`).toBeDefined();
  if (documented?.type === undefined) {
    expect(answer.text).toBe('');
    return;
  }
  // A workbook has no charset; a stream of events is UTF-8 by its definition.
  const isText = /^text\/(?!event-stream)|json$|\/xml$/.test(documented.type);
  const charset = isText ? '; ?charset=utf-8' : '(;|$)';
  expect(answer.headers['content-type']).toMatch(new RegExp(`^${documented.type}${charset}`, 'i'));
  if (documented.type !== 'application/json') return;
  expect(schemaProblems(answer.body, documented.schema!, api.schemas)).toEqual([]);
}

async function rightfulCaller(operation: Operation): Promise<Caller> {
  if (operation.access === 'public') return app.anonymous();
  if (operation.access === 'candidate') return startedCandidate(app, world.names['links']!);
  return operation.id.startsWith('Auth_') ? addMember(app, world.owner, 'author') : world.owner;
}

function securityOf(access: string): string[] {
  if (access === 'public') return [];
  return access === 'candidate' ? ['attemptToken'] : ['session', 'apiKey'];
}

/** Places of texts and lists without a largest length; closed sets and formats bound themselves. */
function unboundedTexts(schema: Schema, place: string): string[] {
  if (schema.$ref !== undefined) return unboundedTexts(api.schemas[schema.$ref.split('/').at(-1)!]!, place);
  if (schema.type === 'string' && !schema.enum && !schema.format && schema.maxLength === undefined)
    return [place];
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, each]) =>
      unboundedTexts(each, `${place} ${name}`),
    ),
    ...(schema.items ? unboundedTexts(schema.items, `${place}[]`) : []),
  ];
}
