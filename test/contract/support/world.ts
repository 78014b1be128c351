import { randomUUID } from 'node:crypto';
import { apiKeyScopes, type ApiKeyScope } from '../../../src/common/access/permissions.js';
import { newId } from '../../../src/common/identifiers/identifiers.js';
import { formatToken, hashSecret, newSecret } from '../../../src/common/identifiers/tokens.js';
import { OptOutLinks, type OptOutPurpose } from '../../../src/invites/opt-out-links.js';
import {
  draftAssessment,
  must,
  publishedAssessment,
  startedCandidate,
  submit,
  type Candidate,
} from '../../support/assessment-builder.js';
import { addMember, invite, type Invitation } from '../../support/members.js';
import type { Caller, Employer, TestApp } from '../../support/test-app.js';

/** An employer with one of everything, created through the API. */
export interface World {
  readonly app: TestApp;
  readonly owner: Employer;
  readonly author: Employer;
  readonly reviewer: Employer;
  /** A member of each scope's absence, and one key with all. */
  readonly fullKey: Caller;
  readonly keysWithout: Readonly<Record<ApiKeyScope, Caller>>;
  readonly candidate: Candidate;
  readonly finished: Candidate;
  /** For each collection of the API the name of a member of it. */
  readonly names: Readonly<Record<string, string>>;
}

export async function createWorld(app: TestApp, employerName: string): Promise<World> {
  const owner = await app.employer(employerName);
  await allowManyActive(app, owner.employerId);
  const author = await addMember(app, owner, 'author');
  const reviewer = await addMember(app, owner, 'reviewer');
  const active = await publishedAssessment(owner);
  const candidate = await startedCandidate(app, active.slug);
  const finished = await startedCandidate(app, active.slug);
  const receipt = must(201, await submit(finished));
  const webhook = await createWebhook(owner);
  const invited = await createInvite(owner, active.id);
  const names = {
    assessments: active.id,
    questions: active.questionIds[0]!,
    answers: active.questionIds[0]!,
    versions: '1',
    links: active.slug,
    members: author.memberId,
    invitations: (await invite(owner, 'reviewer')).id,
    'api-keys': (await createKey(app, owner, ['events:read'])).id,
    invites: invited.id,
    'opt-out': optOutToken(app, owner, invited, 'one-click'),
    imports: await createImport(owner, active.id),
    outbox: await createOutboxMail(app, owner.employerId),
    rows: '1',
    webhooks: webhook.id,
    deliveries: must(202, await owner.post(`/webhooks/${webhook.id}/test`)).body.id,
    submissions: receipt.body.submissionId,
    attempts: candidate.attemptId,
  };
  const without = apiKeyScopes.map(async (scope) => {
    const others = apiKeyScopes.filter((each) => each !== scope);
    return [scope, (await createKey(app, owner, others)).caller] as const;
  });
  const world: World = {
    app,
    owner,
    author,
    reviewer,
    fullKey: (await createKey(app, owner, apiKeyScopes)).caller,
    keysWithout: Object.fromEntries(await Promise.all(without)) as Record<ApiKeyScope, Caller>,
    candidate,
    finished,
    names,
  };
  // The first use of a key is noted; later ones within the minute are not, so that states can be compared.
  for (const key of [world.fullKey, ...Object.values(world.keysWithout)]) await key.get('/assessments');
  return world;
}

/** Tests publish more assessments than a new employer may have active. */
export async function allowManyActive(app: TestApp, employerId: string): Promise<void> {
  await app.database.admin.query(
    'INSERT INTO active_slots (employer_id, slot) SELECT $1, generate_series(4, 200)',
    [employerId],
  );
}

/** As a worker leaves it where there is no mail server. */
export async function createOutboxMail(app: TestApp, employerId: string): Promise<string> {
  const { rows } = await app.database.admin.query(
    `INSERT INTO mails (employer_id, id, template, message_id, readers, to_address, to_name, subject, text, html)
     VALUES ($1, gen_random_uuid(), 'invitation', 'a@localhost', 'writers', 'ada@example.org', 'Ada', 'Welcome', 'Text', '<p>HTML</p>')
     RETURNING id`,
    [employerId],
  );
  return rows[0].id;
}

export async function createKey(
  app: TestApp,
  owner: Caller,
  scopes: readonly string[],
): Promise<{ id: string; key: string; caller: Caller }> {
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const answer = must(201, await owner.post('/api-keys', { name: 'Contract test', scopes, expiresAt }));
  const { id, key } = answer.body as { id: string; key: string };
  return { id, key, caller: app.anonymous({ authorization: `Bearer ${key}` }) };
}

export async function createWebhook(owner: Caller): Promise<{ id: string; etag: string }> {
  const body = { url: 'https://hooks.example.com/assay', eventTypes: ['attempt.*'] };
  const { body: webhook, headers } = must(201, await owner.post('/webhooks', body));
  return { id: webhook.id as string, etag: String(headers['etag']) };
}

export async function createInvite(
  owner: Caller,
  assessmentId: string,
): Promise<{ id: string; token: string; email: string }> {
  const invites = [{ email: `invited-${randomUUID()}@example.org`, name: 'Ivo Invited' }];
  const answer = must(200, await owner.post(`/assessments/${assessmentId}/invites`, { invites }));
  return answer.body.results[0] as { id: string; token: string; email: string };
}

/** As it stands in the mails to whom was invited. */
export function optOutToken(
  app: TestApp,
  { employerId }: Employer,
  invited: { readonly id: string; readonly email: string },
  purpose: OptOutPurpose,
): string {
  const owner = { employerId, inviteId: invited.id, emailCanonical: invited.email };
  return app.app.get(OptOutLinks, { strict: false }).tokenOf(owner, purpose);
}

const importedTable = [
  'Question,Option A,Option B,Option C,Correct Answer',
  'Which city is the capital of France?,Paris,London,Rome,A',
  'Which number is even?,One,Two,Three,B',
  '',
].join('\n');

export function importForm(content: string | Buffer = importedTable): {
  payload: Buffer;
  headers: Record<string, string>;
} {
  const boundary = 'contract-test-boundary';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="questions.csv"\r\ncontent-type: text/csv\r\n\r\n`;
  return {
    payload: Buffer.concat([Buffer.from(head), Buffer.from(content), Buffer.from(`\r\n--${boundary}--\r\n`)]),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  };
}

export async function createImport(owner: Caller, assessmentId: string): Promise<string> {
  return must(201, await owner.send('POST', `/assessments/${assessmentId}/imports`, importForm())).body.id;
}

export async function closedAssessment(owner: Caller): Promise<string> {
  const { id } = await publishedAssessment(owner);
  must(200, await owner.post(`/assessments/${id}/close`));
  return id;
}

/** A public link that asks for a code; another setting of the same active assessments would touch their candidates. */
export async function verifiedLink(owner: Caller): Promise<string> {
  return (await publishedAssessment(owner, { settings: { requireEmailVerification: true } })).slug;
}

/** As the mail would bring it, for a person who does nothing else. */
export async function createResetToken(app: TestApp): Promise<string> {
  const [id, personId, secret] = [newId(), newId(), newSecret()];
  await app.database.admin.query(
    `WITH person AS (
       INSERT INTO persons (id, email_canonical, email, name, password_hash)
         VALUES ($2, $3, $3, 'Percy Person', '$argon2id$none') RETURNING id)
     INSERT INTO password_resets (id, email_canonical, person_id, token_hash, expires_at)
       SELECT $1, $3, id, $4, now() + interval '30 minutes' FROM person`,
    [id, personId, `${personId}@example.org`, hashSecret(secret)],
  );
  return formatToken('reset', [id], secret);
}

export { draftAssessment, invite, publishedAssessment, startedCandidate, type Invitation };
