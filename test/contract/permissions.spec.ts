import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { permissions, type ApiKeyScope, type Permission } from '../../src/common/access/permissions.js';
import { startedCandidate } from '../support/assessment-builder.js';
import { addMember } from '../support/members.js';
import { TestApp, type Caller } from '../support/test-app.js';
import { databaseState } from './support/database-state.js';
import { describeApi, type ApiDescription, type Operation } from './support/operations.js';
import { prepare, sendScenario } from './support/scenarios.js';
import { createWorld, type World } from './support/world.js';

/**
 * permissions.json says for each route with which status each kind of caller is answered when everything else about
 * the request is right. It is the permission matrix of the product; a route without a row fails.
 */
const actors = [
  'anonymous',
  'candidate',
  'owner',
  'author',
  'reviewer',
  'key with every scope',
  'key without the scope',
  'owner of another employer',
] as const;
type ActorName = (typeof actors)[number];

const matrix = JSON.parse(readFileSync(new URL('permissions.json', import.meta.url), 'utf8')) as {
  readonly actors: readonly string[];
  readonly routes: Readonly<Record<string, readonly number[]>>;
};
const rows = Object.entries(matrix.routes);

let app: TestApp;
let api: ApiDescription;
let world: World;
let stranger: World;
let registered: string[];
beforeAll(async () => {
  app = await TestApp.start({ eventrail: true });
  api = describeApi(app);
  world = await createWorld(app, 'Example Works');
  stranger = await createWorld(app, 'Other Works');
  registered = registeredRoutes(app);
}, 60_000);
afterAll(() => app.stop());

describe('the permission matrix', () => {
  it('has a row for each documented route, and no other', () => {
    expect(matrix.actors).toEqual(actors);
    expect(rows.map(([route]) => route).toSorted()).toEqual(
      api.operations.map(({ route }) => route).toSorted(),
    );
  });

  it('has a row for each route that the server has', () => {
    expect(rows.map(([route]) => route.replace(/\{[^}]+\}/g, '{}')).toSorted()).toEqual(registered);
  });

  it('has a row for each route of openapi.yaml', () => {
    const document = parse(readFileSync('openapi.yaml', 'utf8')) as { paths: Record<string, object> };
    const documented = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(rows.map(([route]) => route).toSorted()).toEqual(documented.toSorted());
  });

  it('agrees with what each route says that it needs', () => {
    for (const { route, access } of api.operations) {
      const allowed = actors.filter((_, index) => (matrix.routes[route]?.[index] ?? 0) < 300);
      expect({ route, allowed: allowed.filter(isOfEmployer) }).toEqual({
        route,
        allowed: expectedFor(access),
      });
    }
  });
});

describe('each kind of caller gets the answer of its row, and what is refused changes nothing:', () => {
  it.each(rows)('%s', async (route, statuses) => {
    const operation = api.operations.find((each) => each.route === route);
    if (!operation) throw new Error('There is no such route.');
    const expected = Object.fromEntries(actors.map((actor, index) => [actor, statuses[index]]));
    const refused = actors.filter((actor) => expected[actor]! >= 400);
    const allowed = actors.filter((actor) => !refused.includes(actor));
    const answers: Record<string, number> = {};

    const callers = await Promise.all(refused.map((actor) => callerFor(actor, operation)));
    const shared = await prepare(operation, world, world.owner);
    const before = await databaseState(app.database.admin);
    for (const [index, actor] of refused.entries()) {
      answers[actor] = (await sendScenario(operation, world, callers[index]!, shared)).status;
    }
    expect(await databaseState(app.database.admin)).toEqual(before);

    for (const actor of allowed) {
      const caller = await callerFor(actor, operation);
      const scenario = await prepare(operation, world, caller);
      const by = actor === 'candidate' ? (scenario.candidate ?? caller) : caller;
      answers[actor] = (await sendScenario(operation, world, by, scenario)).status;
    }
    expect(answers).toEqual(expected);
  });
});

function isOfEmployer(actor: ActorName): boolean {
  return ['owner', 'author', 'reviewer', 'key with every scope', 'key without the scope'].includes(actor);
}

function expectedFor(access: string): ActorName[] {
  if (access === 'public') return actors.filter(isOfEmployer);
  if (access === 'candidate') return [];
  const rule: { roles: readonly string[]; scope?: string } = permissions[access as Permission];
  return [...rule.roles, ...(rule.scope === undefined ? [] : ['key with every scope'])] as ActorName[];
}

/** Routes that end or change the caller's own session get a caller of their own. */
async function callerFor(actor: ActorName, operation: Operation): Promise<Caller> {
  const fresh = ['Auth_signIn', 'Auth_signOut', 'Auth_changePassword'].includes(operation.id);
  switch (actor) {
    case 'anonymous':
      return app.anonymous();
    case 'candidate':
      return startedCandidate(app, world.names['links']!);
    case 'owner':
      return fresh ? app.employer() : world.owner;
    case 'author':
    case 'reviewer':
      return fresh ? addMember(app, world.owner, actor) : world[actor];
    case 'key with every scope':
      return world.fullKey;
    case 'key without the scope':
      return world.keysWithout[scopeOf(operation.access) ?? 'events:read'];
    case 'owner of another employer':
      return fresh ? app.employer() : stranger.owner;
  }
}

function scopeOf(access: string): ApiKeyScope | undefined {
  const rule: { roles: readonly string[]; scope?: ApiKeyScope } | undefined =
    permissions[access as Permission];
  return rule?.scope;
}

/** What Fastify itself would route, without the pages of the documentation and the HEAD that each GET brings. */
function registeredRoutes(running: TestApp): string[] {
  const printed = running.app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  return printedRoutes(printed)
    .filter(([, path]) => !/^\/api\/(docs|openapi)/.test(path))
    .flatMap(([methods, path]) =>
      methods
        .split(', ')
        .filter((method) => method !== 'HEAD')
        .map((method) => `${method} ${path.replace(/:[^/]+/g, '{}')}`),
    )
    .toSorted();
}

/** Fastify draws its routes as a tree: the path of a line is that of its parents and its own. */
function printedRoutes(tree: string): [methods: string, path: string][] {
  const parents: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indentation = '', part = '', methods] =
      /^([│├└─\s]*)(\S*?)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    if (part === '') return [];
    const depth = indentation.length / 4 - 1;
    parents.length = depth;
    parents.push(part);
    return methods === undefined ? [] : [[methods, parents.join('')] as [string, string]];
  });
}
