import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../src/database/database.js';
import { JournalReader } from '../../src/events/journal-reader.js';
import { notificationConsumer } from '../../src/notifications/notification-consumer.js';
import { NotificationsService } from '../../src/notifications/notifications.service.js';
import { must, publishedAssessment, startedCandidate, submit } from '../support/assessment-builder.js';
import { openStream, type OpenStream } from '../support/event-stream-client.js';
import { gate, holdLock, interceptStatements } from '../support/interleave.js';
import { writeEvents } from '../support/journal-writers.js';
import { lockWaiters } from '../support/lock-waiters.js';
import { addMember } from '../support/members.js';
import { testSeed } from '../support/seed.js';
import { listen } from '../support/stream-sockets.js';
import { startTestApp, type Employer, type TestApp } from '../support/test-app.js';

let app: TestApp;
let base: string;
let owner: Employer;
let author: Employer;
let reviewer: Employer;
beforeAll(async () => {
  app = await startTestApp({ poolSize: 10 });
  const { host, port } = await listen(app);
  base = `http://${host}:${port}/api/v1`;
  await reading();
  owner = await app.employer();
  author = await addMember(app, owner, 'author');
  reviewer = await addMember(app, owner, 'reviewer');
  await readAll();
});
afterAll(() => app.stop());

function reading(): Promise<number> {
  return new JournalReader(app.app.get(Database), notificationConsumer).readBatch();
}

/** Until nothing is left of what was committed before the call; other tests on the server hold readers back for a moment. */
async function readAll(): Promise<void> {
  const { admin } = app.database;
  const { rows } = await admin.query('SELECT pg_current_xact_id()::text AS xid');
  for (let isPast = false; !isPast;) {
    const { rows: now } = await admin.query<{ past: boolean }>(
      'SELECT pg_snapshot_xmin(pg_current_snapshot()) > $1::xid8 AS past',
      [rows[0].xid],
    );
    isPast = now[0]!.past;
    if (!isPast) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  while ((await reading()) > 0);
}

interface Item {
  readonly sequence: number;
  readonly type: string;
  readonly eventId: string;
  readonly read: boolean;
}

const listOf = async (
  member: Employer,
  query = '',
): Promise<{ items: Item[]; unread: number; lastSequence: number }> =>
  must(200, await member.get(`/notifications${query}`)).body;
const typesOf = async (member: Employer, after: number): Promise<string[]> =>
  (await listOf(member, `?after=${after}`)).items.map(({ type }) => type);
const lastOf = async (member: Employer): Promise<number> =>
  must(200, await member.get('/notifications/unread-count')).body.lastSequence;

const follow = (member: Employer, lastEventId?: string): Promise<OpenStream> =>
  openStream(`${base}/notifications/stream`, member.headers, lastEventId);

describe('notifications', () => {
  it('tell each member what the role may know, and nobody of the own act', async () => {
    const places = await Promise.all([owner, author, reviewer].map(lastOf));
    const { id, slug } = await publishedAssessment(author);
    must(201, await submit(await startedCandidate(app, slug)));
    must(200, await owner.post(`/assessments/${id}/close`));
    must(
      201,
      await owner.post('/api-keys', {
        name: 'Key',
        scopes: ['events:read'],
        expiresAt: new Date(Date.now() + 9e7),
      }),
    );
    await readAll();
    const told = await Promise.all(
      [owner, author, reviewer].map((member, index) => typesOf(member, places[index]!)),
    );
    expect(told).toEqual([
      ['assessment.published', 'attempt.submitted'],
      ['attempt.submitted', 'assessment.closed'],
      ['attempt.submitted', 'assessment.closed'],
    ]);
  });

  it('show what happened as the journal has it', async () => {
    const [item] = (await listOf(owner)).items;
    const { rows } = await app.database.admin.query(
      'SELECT sequence::int, type, subject_id, payload FROM events WHERE id = $1',
      [item!.eventId],
    );
    expect(item).toMatchObject({
      type: rows[0].type,
      subjectId: rows[0].subject_id,
      eventSequence: rows[0].sequence,
      payload: JSON.parse(rows[0].payload),
    });
  });

  it('are numbered for each member without a gap, listed from the newest and caught up from the oldest', async () => {
    const all = (await listOf(reviewer, '?after=0')).items.map(({ sequence }) => sequence);
    expect(all).toEqual(Array.from({ length: await lastOf(reviewer) }, (_, index) => index + 1));
    expect((await listOf(reviewer)).items.map(({ sequence }) => sequence)).toEqual(all.toReversed());
    const page = await listOf(reviewer, '?limit=1');
    const next = await listOf(reviewer, `?limit=1&before=${page.items[0]!.sequence}`);
    expect(next.items[0]!.sequence).toBe(page.items[0]!.sequence - 1);
    expect((await reviewer.get('/notifications?after=1&before=5')).status).toBe(400);
    expect((await reviewer.get('/notifications?after=-1')).status).toBeGreaterThanOrEqual(400);
  });

  it('are read up to a place, and never unread again', async () => {
    const last = await lastOf(reviewer);
    const read = async (upTo: number) => must(200, await reviewer.post('/notifications/read', { upTo })).body;
    expect(await read(last - 1)).toEqual({ unread: 1, lastSequence: last, readUpTo: last - 1 });
    expect((await listOf(reviewer)).items.map(({ read: isRead }) => isRead)).toEqual([
      false,
      ...Array.from({ length: last - 1 }, () => true),
    ]);
    expect(await read(0)).toMatchObject({ unread: 1, readUpTo: last - 1 });
    expect(await read(last + 1_000)).toMatchObject({ unread: 0, readUpTo: last });
    expect((await reviewer.post('/notifications/read', { upTo: -1 })).status).toBe(422);
    // What comes later is not read by a place that was sent before.
    const { slug } = await publishedAssessment(owner);
    must(201, await submit(await startedCandidate(app, slug)));
    await readAll();
    expect((await listOf(reviewer)).unread).toBe(1);
  });

  it('two pages that read at once leave the further place', async () => {
    const last = await lastOf(owner);
    const lock = await holdLock(
      app.database.url,
      'SELECT 1 FROM notification_heads WHERE member_id = $1 FOR UPDATE',
      [owner.memberId],
    );
    const further = owner.post('/notifications/read', { upTo: last });
    await lockWaiters(app.database.admin, 1);
    const nearer = owner.post('/notifications/read', { upTo: 1 });
    await lockWaiters(app.database.admin, 2);
    await lock.release();
    await Promise.all([further, nearer]);
    expect(must(200, await owner.get('/notifications/unread-count')).body).toEqual({
      unread: 0,
      lastSequence: last,
      readUpTo: last,
    });
  });

  it('tell a member of the new role, and not who is gone', async () => {
    const other = await app.employer('Role Works');
    const member = await addMember(app, other, 'reviewer');
    const gone = await addMember(app, other, 'reviewer');
    await readAll();
    const places = [await lastOf(member), await lastOf(gone)];
    const { headers } = must(200, await other.get(`/members/${gone.memberId}`));
    must(204, await other.delete(`/members/${gone.memberId}`, String(headers['etag'])));
    const seen = must(200, await other.get(`/members/${member.memberId}`)).headers;
    must(200, await other.patch(`/members/${member.memberId}`, { role: 'author' }, String(seen['etag'])));
    await readAll();
    expect(await typesOf(member, places[0]!)).toEqual(['member.role_changed']);
    const { rows } = await app.database.admin.query(
      'SELECT 1 FROM notifications WHERE member_id = $1 AND sequence > $2',
      [gone.memberId, places[1]],
    );
    expect(rows).toEqual([]);
  });
});

describe('the same event is told once', () => {
  const counts = async (): Promise<{ told: number; distinct: number }> =>
    (
      await app.database.admin.query(
        `SELECT count(*)::int AS told, count(DISTINCT (member_id, event_id))::int AS distinct FROM notifications`,
      )
    ).rows[0];

  it('also where the place of the reader is set back', async () => {
    const before = await counts();
    await app.database.admin.query(
      `UPDATE event_cursors SET after_xid = '0', after_sequence = 0 WHERE consumer = 'notifications'`,
    );
    // What happened before the reader was new is told now; nothing is told again.
    await readAll();
    const after = await counts();
    expect(after.told).toBe(after.distinct);
    expect(after.told).toBeGreaterThanOrEqual(before.told);
    await app.database.admin.query(
      `UPDATE event_cursors SET after_xid = '0', after_sequence = 0 WHERE consumer = 'notifications'`,
    );
    await readAll();
    expect(await counts()).toEqual(after);
  });

  it('also by two readers at once, and by one that fails between the effect and the commit', async () => {
    await writeEvents({
      url: app.database.url,
      employers: [owner.employerId],
      events: 60,
      largestTransaction: 3,
      seed: testSeed,
    });
    let failures = 2;
    const restore = interceptStatements({
      rewrite: (text) =>
        text.includes('INSERT INTO notification_heads') && (failures -= 1) >= 0
          ? `${text}; SELECT broken`
          : text,
    });
    const reader = async (): Promise<void> => {
      for (let round = 0; round < 40; round += 1) await reading().catch(() => undefined);
    };
    try {
      await Promise.all([reader(), reader(), reader()]);
    } finally {
      restore();
    }
    expect(failures).toBeLessThan(0);
    await readAll();
    const { told, distinct } = await counts();
    expect(told).toBe(distinct);
    const { rows } = await app.database.admin.query(
      `SELECT count(*)::int AS missing FROM events e WHERE e.employer_id = $1 AND e.type = 'invites.created'
          AND NOT EXISTS (SELECT 1 FROM notifications n WHERE n.event_id = e.id AND n.member_id = $2)`,
      [owner.employerId, author.memberId],
    );
    expect(rows[0].missing).toBe(0);
    expect((await listOf(author, '?after=0&limit=200')).items.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: Math.min(200, await lastOf(author)) }, (_, index) => index + 1),
    );
  });
});

describe('the stream of notifications', () => {
  it('begins with the counts, tells each new one, and goes on behind the place of its client', async () => {
    const last = await lastOf(reviewer);
    const stream = await follow(reviewer);
    expect(await stream.next()).toMatchObject({
      id: String(last),
      type: 'reset',
      data: { lastSequence: last },
    });
    const { slug } = await publishedAssessment(owner);
    must(201, await submit(await startedCandidate(app, slug)));
    await readAll();
    const told = await stream.next();
    expect(told).toMatchObject({
      id: String(last + 1),
      type: 'notification',
      data: { type: 'attempt.submitted', read: false },
    });
    expect(told.data).toEqual((await listOf(reviewer, `?after=${last}`)).items[0]);
    await stream.close();
    const again = await follow(reviewer, String(last));
    expect((await again.next()).id).toBe(String(last + 1));
    await again.close();
  });

  it('does not step over one whose number is smaller and whose commit is later', async () => {
    const last = await lastOf(reviewer);
    const stream = await follow(reviewer, String(last));
    const stopped = gate();
    const mayCommit = gate();
    const { slug } = await publishedAssessment(owner);
    must(201, await submit(await startedCandidate(app, slug)));
    let holdsNext = false;
    const restore = interceptStatements({
      holdBefore: (text) => {
        if (text.includes('INSERT INTO notification_heads')) holdsNext = true;
        else if (holdsNext && text === 'COMMIT') {
          holdsNext = false;
          stopped.open();
          return mayCommit.opened;
        }
        return undefined;
      },
    });
    const message = stream.next();
    try {
      const slow = readAll();
      await stopped.opened;
      expect(
        await Promise.race([message, new Promise((resolve) => setTimeout(resolve, 700))]),
      ).toBeUndefined();
      mayCommit.open();
      await slow;
    } finally {
      mayCommit.open();
      restore();
    }
    expect((await message).id).toBe(String(last + 1));
    await stream.close();
  });

  it('is no business of API keys or other members', async () => {
    const stream = await follow(author, '0');
    const [first] = (await listOf(author, '?after=0&limit=1')).items;
    expect((await stream.next()).data['eventId']).toBe(first!.eventId);
    await stream.close();
  });
});

describe('notifications that are old', () => {
  it('go after ninety days, and beyond the newest thousand; a client behind them is told the present state', async () => {
    const other = await app.employer('Old Works');
    const { admin } = app.database;
    await writeEvents({
      url: app.database.url,
      employers: [other.employerId],
      events: 1_010,
      largestTransaction: 200,
      seed: testSeed,
    });
    await admin.query(
      `SELECT set_config('assay.employer', '${other.employerId}', false);
       INSERT INTO notification_heads (employer_id, member_id, sequence) VALUES ('${other.employerId}', '${other.memberId}', 1010)
         ON CONFLICT (employer_id, member_id) DO NOTHING`,
    );
    await admin.query(
      `INSERT INTO notifications (employer_id, member_id, sequence, event_id)
       SELECT $1, $2, row_number() OVER (ORDER BY e.sequence), e.id FROM (
         SELECT sequence, id FROM events WHERE employer_id = $1 AND type = 'invites.created' ORDER BY sequence LIMIT 1010) e`,
      [other.employerId, other.memberId],
    );
    await admin.query(
      `UPDATE notifications SET created_at = now() - interval '91 days' WHERE member_id = $1 AND sequence BETWEEN 11 AND 15`,
      [other.memberId],
    );
    const before = await lastOf(owner);
    await app.app.get(NotificationsService).purge();
    expect(await lastOf(owner)).toBe(before);
    expect((await listOf(owner)).items.length).toBeGreaterThan(0);
    expect((await listOf(other, '?after=0&limit=1')).items[0]!.sequence).toBe(16);
    expect((await listOf(other)).unread).toBe(995);
    const behind = await follow(other, '3');
    expect(await behind.next()).toMatchObject({ type: 'reset', id: '1010', data: { unread: 995 } });
    await behind.close();
    const near = await follow(other, '15');
    expect((await near.next()).id).toBe('16');
    await near.close();
  });
});
