import { randomUUID } from 'node:crypto';
import { must, singleChoice, trueFalse } from '../../support/assessment-builder.js';
import { moveDeadline } from '../../support/clock.js';
import { addMember, newAddress } from '../../support/members.js';
import { randomNetwork, type Answer, type Call, type Caller, type Employer } from '../../support/test-app.js';
import { fillPath, pathParameters, type Operation } from './operations.js';
import {
  closedAssessment,
  createImport,
  createInvite,
  createKey,
  createWebhook,
  createResetToken,
  draftAssessment,
  importForm,
  invite,
  optOutToken,
  publishedAssessment,
  startedCandidate,
  verifiedLink,
  type World,
} from './world.js';

/** A request that its rightful caller gets a 2xx for. */
export interface Scenario {
  /** What differs from the world's names, by the name of the path parameter. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly payload?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  /** For a route of candidates: the one whose request it is. */
  readonly candidate?: Caller;
  /** Otherwise a network of its own. */
  readonly remoteAddress?: string;
}

type Builder = (world: World, caller: Caller) => Promise<Scenario> | Scenario;

/** Every route that changes something needs an entry; a fresh resource where the first request uses it up. */
const builders: Readonly<Record<string, Builder>> = {
  // Without an operator token the machine itself may look, whoever is signed in.
  Metrics_metrics: () => ({ remoteAddress: '127.0.0.1' }),
  Operations_overview: () => ({ remoteAddress: '127.0.0.1' }),
  Operations_dead: () => ({ remoteAddress: '127.0.0.1' }),
  Operations_replay: () => operatorCall({ kind: 'no_such_kind' }),
  Operations_pause: () => operatorCall({ kind: 'no_such_kind' }),
  Operations_resume: () => operatorCall({ kind: 'no_such_kind' }),
  Eventrail_record: () => operatorCall({ any: 'event' }),
  Eventrail_stats: () => ({ remoteAddress: '127.0.0.1' }),
  Eventrail_read: async ({ owner }) => {
    const answer = must(201, await owner.post('/eventrail/events', { any: 'event' }));
    return { remoteAddress: '127.0.0.1', parameters: { id: answer.body.id as string } };
  },
  Auth_signUp: () => ({
    body: { employerName: 'New Works', name: 'Nora New', email: newAddress(), password: freshPassword() },
  }),
  // Of somebody who does nothing else: the eleventh session ends the first.
  Auth_signIn: async ({ app, owner }) => {
    const { email, password } = await addMember(app, owner, 'reviewer');
    return { body: { email, password } };
  },
  Auth_join: async ({ owner }) => ({
    body: { token: (await invite(owner, 'reviewer')).token, name: 'Mia Member', password: freshPassword() },
  }),
  Auth_changeProfile: () => ({ body: { language: 'en' } }),
  Auth_requestReset: () => ({ body: { email: newAddress() } }),
  Auth_confirmReset: async ({ app }) => ({
    body: { token: await createResetToken(app), password: freshPassword() },
  }),
  Auth_signOut: () => ({}),
  Auth_changePassword: (_, caller) => ({
    body: { currentPassword: (caller as Partial<Employer>).password ?? 'x', newPassword: freshPassword() },
  }),
  Members_invite: () => ({ body: { email: newAddress(), role: 'reviewer' } }),
  Members_revokeInvitation: async ({ owner }) => ({
    parameters: { id: (await invite(owner, 'reviewer')).id },
  }),
  Members_changeRole: async (world) => ({ ...(await freshMember(world)), body: { role: 'author' } }),
  Members_remove: (world) => freshMember(world),
  ApiKeys_create: () => ({
    body: {
      name: 'Another key',
      scopes: ['events:read'],
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    },
  }),
  ApiKeys_revoke: async ({ app, owner }) => ({
    parameters: { id: (await createKey(app, owner, ['events:read'])).id },
  }),
  Webhooks_create: () => ({ body: { url: 'https://hooks.example.com/assay', eventTypes: ['attempt.*'] } }),
  Webhooks_change: async (world) => ({
    ...(await freshWebhook(world)),
    body: { description: 'Another one' },
  }),
  Webhooks_remove: (world) => freshWebhook(world),
  Webhooks_rotateSecret: () => ({}),
  Deliveries_ping: () => ({}),
  Deliveries_redeliver: () => ({ body: {} }),
  Deliveries_redeliverFailed: () => ({ body: { since: '2026-01-01T00:00:00Z' } }),
  Assessments_create: () => ({ body: { title: 'A new one', passMarkPercent: 50 } }),
  Assessments_change: async (world) => ({ ...(await freshDraft(world)), body: { title: 'Another title' } }),
  Assessments_delete: (world) => freshDraft(world),
  Assessments_publish: (world) => freshDraft(world),
  Assessments_archive: (world) => freshDraft(world),
  Assessments_reopen: async ({ owner }) => ({ parameters: { id: await closedAssessment(owner) } }),
  Close_close: async ({ owner }) => ({ parameters: { id: (await publishedAssessment(owner)).id } }),
  Questions_duplicate: () => ({}),
  Questions_create: async (world) => ({ ...(await freshQuestion(world)), body: trueFalse }),
  Questions_change: async (world) => ({ ...(await freshQuestion(world)), body: { text: 'A better text?' } }),
  Questions_remove: (world) => freshQuestion(world),
  Questions_order: async (world) => {
    const draft = await draftAssessment(world.owner);
    const list = must(200, await world.owner.get(`/assessments/${draft.id}/questions`));
    return {
      parameters: { assessmentId: draft.id },
      headers: { 'if-match': String(list.headers['etag']) },
      body: { questionIds: draft.questionIds.toReversed() },
    };
  },
  Invites_createAll: () => ({ body: { invites: [{ email: newAddress(), name: 'Ivo Invited' }] } }),
  Invites_resend: async (world) => ({ ...(await freshInvite(world)), body: {} }),
  ReminderSchedules_replace: async ({ owner }) => ({
    parameters: { assessmentId: (await draftAssessment(owner)).id },
    headers: { 'if-match': '"v1"' },
    body: {
      enabled: true,
      afterInviteDays: [3, 7],
      beforeExpiryDays: [1],
      quietHours: { from: '20:00', to: '08:00' },
      timeZone: 'Europe/Warsaw',
    },
  }),
  OptOuts_optOut: async (world) => ({ body: { token: await freshOptOut(world) } }),
  OptOuts_optIn: async (world) => ({ body: { token: await freshOptOut(world) } }),
  OptOuts_oneClick: () => ({}),
  NotificationSettings_change: async (_, caller) => {
    const { headers } = await caller.get('/members/me/notifications');
    return { headers: { 'if-match': String(headers['etag'] ?? '"v1"') }, body: { digestHour: 9 } };
  },
  Close_revoke: (world) => freshInvite(world),
  Invites_setExtraTime: async (world) => ({ ...(await freshInvite(world)), body: { extraTimePercent: 25 } }),
  AttemptTimes_extend: () => ({ body: { ...moreTime, attempts: { all: true } } }),
  AttemptTimes_reopen: async (world) => ({ ...(await overdueAttempt(world)), body: moreTime }),
  Close_endAttempt: async (world) => ({
    parameters: { id: (await startedCandidate(world.app, nameOf(world, 'links'))).attemptId },
  }),
  Notifications_read: () => ({ body: { upTo: 1 } }),
  QuestionImport_receive: () => importForm(),
  QuestionImport_changeRow: async (world) => ({ ...(await freshImport(world)), body: { leftOut: true } }),
  QuestionImport_commit: async (world) => ({ ...(await freshImport(world)), body: {} }),
  QuestionImport_discard: (world) => freshImport(world),
  QuestionImport_start: (world) => freshImport(world),
  QuestionImport_map: async (world) => ({ ...(await freshImport(world)), body: { columns: { F: null } } }),
  // An import that goes on would keep the answer open.
  QuestionImport_follow: (world) => committedImport(world),
  QuestionImport_undo: async (world) => ({ ...(await committedImport(world)), body: {} }),
  EmailVerification_requestCode: async ({ owner }) => ({
    parameters: { slug: await verifiedLink(owner) },
    body: { email: newAddress() },
  }),
  Candidate_startByLink: () => ({ body: { email: newAddress(), name: 'Carla Candidate' } }),
  Candidate_openInvite: async (world) => ({
    body: { token: (await createInvite(world.owner, nameOf(world, 'assessments'))).token },
  }),
  Candidate_startByInvite: async (world) => ({
    body: {
      token: (await createInvite(world.owner, nameOf(world, 'assessments'))).token,
      name: 'Carla Candidate',
    },
  }),
  Candidate_save: async (world) => ({
    candidate: await startedCandidate(world.app, nameOf(world, 'links')),
    body: { response: singleChoice.key.correctOptionId, clientSeq: 1 },
  }),
  Candidate_takeOver: async (world) => ({
    candidate: await startedCandidate(world.app, nameOf(world, 'links')),
  }),
  Candidate_submit: async (world) => ({
    candidate: await startedCandidate(world.app, nameOf(world, 'links')),
  }),
  // That of a running attempt would stay open.
  Candidate_follow: ({ finished }) => ({ candidate: finished }),
  Candidate_result: ({ finished }) => ({ candidate: finished }),
};

export async function prepare(operation: Operation, world: World, caller: Caller): Promise<Scenario> {
  const builder = builders[operation.id];
  if (builder) return builder(world, caller);
  if (operation.method === 'GET') return {};
  throw new Error(`Add how a request of ${operation.route} is made: ${operation.id} in scenarios.ts.`);
}

/** The path's parameters: those of the scenario, else the names that the world has for their collections. */
export function parametersOf(
  operation: Operation,
  world: World,
  scenario: Scenario = {},
): Record<string, string> {
  return Object.fromEntries(
    pathParameters(operation.path).map(({ name, collection }) => [
      name,
      scenario.parameters?.[name] ?? nameOf(world, collection),
    ]),
  );
}

export function nameOf(world: World, collection: string): string {
  const name = world.names[collection];
  if (name === undefined) throw new Error(`The world of the tests has nothing in ${collection}: world.ts.`);
  return name;
}

export function send(
  operation: Operation,
  caller: Caller,
  parameters: Readonly<Record<string, string>>,
  scenario: Scenario,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const key: Record<string, string> = operation.takesIdempotencyKey
    ? { 'idempotency-key': randomUUID() }
    : {};
  const call: Call = {
    headers: { ...key, ...scenario.headers, ...headers },
    remoteAddress: scenario.remoteAddress ?? randomNetwork(),
    ...(scenario.payload === undefined ? { body: scenario.body } : { payload: scenario.payload }),
  };
  return caller.send(operation.method, fillPath(operation.path, parameters), call);
}

export async function sendScenario(
  operation: Operation,
  world: World,
  caller: Caller,
  scenario: Scenario,
): Promise<Answer> {
  return send(operation, caller, parametersOf(operation, world, scenario), scenario);
}

export function freshPassword(): string {
  return `a long pass phrase ${randomUUID()}`;
}

async function freshMember({ app, owner }: World): Promise<Scenario> {
  const { memberId } = await addMember(app, owner, 'reviewer');
  const { headers } = must(200, await owner.get(`/members/${memberId}`));
  return { parameters: { id: memberId }, headers: { 'if-match': String(headers['etag']) } };
}

/** An employer has twenty at most, so what other requests have made goes first. */
async function freshWebhook(world: World): Promise<Scenario> {
  const { owner } = world;
  const { items } = must(200, await owner.get('/webhooks')).body as { items: { id: string }[] };
  for (const other of items.filter(({ id }) => id !== nameOf(world, 'webhooks'))) {
    const { headers } = must(200, await owner.get(`/webhooks/${other.id}`));
    must(204, await owner.delete(`/webhooks/${other.id}`, String(headers['etag'])));
  }
  const { id, etag } = await createWebhook(owner);
  return { parameters: { id }, headers: { 'if-match': etag } };
}

async function freshDraft({ owner }: World): Promise<Scenario> {
  const { id, etag } = await draftAssessment(owner);
  return { parameters: { id }, headers: { 'if-match': etag } };
}

async function freshQuestion({ owner }: World): Promise<Scenario> {
  const { id: assessmentId, questionIds } = await draftAssessment(owner);
  const id = questionIds[0]!;
  const { headers } = must(200, await owner.get(`/assessments/${assessmentId}/questions/${id}`));
  return { parameters: { assessmentId, id }, headers: { 'if-match': String(headers['etag']) } };
}

async function freshOptOut({ app, owner, names }: World): Promise<string> {
  return optOutToken(app, owner, await createInvite(owner, names['assessments']!), 'page');
}

async function freshInvite(world: World): Promise<Scenario> {
  return { parameters: { id: (await createInvite(world.owner, nameOf(world, 'assessments'))).id } };
}

const moreTime = { minutes: 10, reason: 'The line was cut.' };

async function overdueAttempt({ app, owner }: World): Promise<Scenario> {
  const { slug } = await publishedAssessment(owner, { settings: { timeLimitMinutes: 30 } });
  const { attemptId } = await startedCandidate(app, slug);
  await moveDeadline(app.database.admin, attemptId, '-1 minute');
  return { parameters: { id: attemptId } };
}

async function committedImport(world: World): Promise<Scenario> {
  const scenario = await freshImport(world);
  must(200, await world.owner.post(`/imports/${scenario.parameters!['id']}/commit`, {}));
  return scenario;
}

async function freshImport({ owner }: World): Promise<Scenario> {
  const { id } = await draftAssessment(owner);
  return { parameters: { id: await createImport(owner, id) } };
}

function operatorCall(body: object): Scenario {
  return { remoteAddress: '127.0.0.1', headers: { 'x-assay-request': '1' }, body };
}
