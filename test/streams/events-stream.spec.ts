import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LiveStreams } from '../../src/live/live-streams.service.js';
import { must } from '../support/assessment-builder.js';
import { openStream, type OpenStream } from '../support/event-stream-client.js';
import { interceptStatements } from '../support/interleave.js';
import { connectAsApp, writeEvents } from '../support/journal-writers.js';
import { lockWaiters } from '../support/lock-waiters.js';
import { addMember } from '../support/members.js';
import { testSeed } from '../support/seed.js';
import { listen, listeningKeys } from '../support/stream-sockets.js';
import { startTestApp, type Employer, type TestApp } from '../support/test-app.js';

let app: TestApp;
let base: string;
let owner: Employer;
beforeAll(async () => {
  app = await startTestApp();
  const { host, port } = await listen(app);
  base = `http://${host}:${port}/api/v1`;
  owner = await app.employer();
});
afterAll(() => app.stop());

const follow = (
  lastEventId?: string,
  query = '',
  by: { headers: Record<string, string> } = owner,
): Promise<OpenStream> => openStream(`${base}/events/stream${query}`, by.headers, lastEventId);

const act = async (by: Employer = owner): Promise<void> =>
  void must(201, await by.post('/assessments', { title: 'Something new' }));

const headOf = async (by: Employer = owner): Promise<number> => {
  const { rows } = await app.database.admin.query(
    'SELECT sequence::int FROM event_heads WHERE employer_id = $1',
    [by.employerId],
  );
  return rows[0].sequence;
};

describe('the stream of an employer’s events', () => {
  it('says where it begins, and then what happens, as the list shows it', async () => {
    const head = await headOf();
    const stream = await follow();
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    expect(stream.headers.get('cache-control')).toBe('no-store');
    expect(stream.headers.get('x-accel-buffering')).toBe('no');
    expect(await stream.next()).toEqual({ id: String(head), type: 'reset', data: { lastSequence: head } });
    await act();
    const event = await stream.next();
    expect(event).toMatchObject({ id: String(head + 1), type: 'assessment.created' });
    const listed = must(200, await owner.get(`/events?after=${head}&limit=1`)).body.items[0];
    expect(event.data).toEqual(listed);
    await stream.close();
  });

  it('goes on behind the place that the client has, by header or by address, the header first', async () => {
    await act();
    const head = await headOf();
    for (const stream of [
      await follow(String(head - 1)),
      await follow(undefined, `?after=${head - 1}`),
      await follow(String(head - 1), '?after=0'),
    ]) {
      expect((await stream.next()).id).toBe(String(head));
      await stream.close();
    }
  });

  it('begins with a journal longer than what is read at once, in order', async () => {
    const other = await app.employer('Long Works');
    await writeEvents({
      url: app.database.url,
      employers: [other.employerId],
      events: 650,
      largestTransaction: 200,
      seed: testSeed,
    });
    const head = await headOf(other);
    const stream = await follow('0', '', other);
    const ids: number[] = [];
    while (ids.length < head) ids.push(Number((await stream.next()).id));
    expect(ids).toEqual(Array.from({ length: head }, (_, index) => index + 1));
    await act(other);
    expect((await stream.next()).id).toBe(String(head + 1));
    await stream.close();
  });

  it('tells who comes from the future where the journal is, and goes on from there', async () => {
    const head = await headOf();
    const stream = await follow(String(head + 1_000));
    expect(await stream.next()).toMatchObject({ type: 'reset', data: { lastSequence: head } });
    await act();
    expect((await stream.next()).id).toBe(String(head + 1));
    await stream.close();
  });

  it.each(['-1', 'x', '1e3', '0x10', '99999999999999999999'])(
    'refuses a place that is none: %s',
    async (place) => {
      expect((await follow(place)).status).toBe(400);
      expect((await follow(undefined, `?after=${place}`)).status).toBe(400);
    },
  );

  it('shows nothing of another employer, whatever place is asked for', async () => {
    const other = await app.employer('Other Works');
    await act();
    const stream = await follow('0', '', other);
    const head = await headOf(other);
    for (let count = 0; count < head; count += 1) await stream.next();
    await act();
    await act(other);
    await stream.next();
    const { rows } = await app.database.admin.query('SELECT id FROM events WHERE employer_id = $1', [
      other.employerId,
    ]);
    expect(stream.seen.map(({ data }) => data['id'])).toEqual(
      expect.arrayContaining(rows.map(({ id }) => id)),
    );
    expect(stream.seen).toHaveLength(rows.length);
    await stream.close();
  });

  it('can be of some types only, and takes the place of its client along over the others', async () => {
    const live = app.app.get(LiveStreams);
    const { times } = live;
    live.times = { ...times, heartbeatMilliseconds: 100 };
    try {
      const head = await headOf();
      const response = await fetch(
        `${base}/events/stream?after=${head}&types=member.invited,assessment.closed`,
        {
          headers: owner.headers,
        },
      );
      await act();
      let text = '';
      for await (const bytes of response.body!) {
        text += Buffer.from(bytes as Uint8Array).toString();
        if (text.includes(`id: ${head + 1}`)) break;
      }
      expect(text).toContain(`: still here\nid: ${head + 1}\n\n`);
      expect(text).not.toContain('data:');
    } finally {
      live.times = times;
    }
    expect((await follow(undefined, '?types=Everything')).status).toBe(400);
  });

  it('never tells of an act before its commit, and does not step over it for a later one', async () => {
    const other = await app.employer('Slow Works');
    const stream = await follow(undefined, '', other);
    const { id } = await stream.next();
    const slow = await connectAsApp(app.database.url);
    const message = stream.next();
    try {
      await slow.query(`BEGIN; SELECT set_config('assay.employer', '${other.employerId}', true)`);
      await slow.query(
        `INSERT INTO events (employer_id, id, type, actor_type, subject_type, subject_id, payload)
         VALUES ($1, gen_random_uuid(), 'invites.created', 'system', 'employer', $1, '{"count":1}')`,
        [other.employerId],
      );
      const later = act(other);
      await lockWaiters(app.database.admin, 1);
      const early = await Promise.race([message, new Promise((resolve) => setTimeout(resolve, 800))]);
      expect(early).toBeUndefined();
      await slow.query('COMMIT');
      await later;
    } finally {
      await slow.end();
    }
    expect([(await message).id, (await stream.next()).id]).toEqual([
      String(Number(id) + 1),
      String(Number(id) + 2),
    ]);
    await stream.close();
  });
});

describe('a stream ends soon after', () => {
  const endOf = async (stream: OpenStream, cause: () => Promise<unknown>): Promise<number> => {
    await stream.next();
    const from = performance.now();
    await cause();
    await stream.rest();
    return performance.now() - from;
  };

  it('the session of its reader', async () => {
    const reader = await app.signIn(owner.email, owner.password);
    expect(
      await endOf(await follow(undefined, '', reader), () => reader.post('/auth/sign-out')),
    ).toBeLessThan(5_000);
  });

  it('its member was removed', async () => {
    const member = await addMember(app, owner, 'reviewer');
    const stream = await follow(undefined, '', member);
    const remove = async () => {
      const { headers } = must(200, await owner.get(`/members/${member.memberId}`));
      must(204, await owner.delete(`/members/${member.memberId}`, String(headers['etag'])));
    };
    expect(await endOf(stream, remove)).toBeLessThan(5_000);
  });

  it('its key was revoked', async () => {
    const [key] = await listeningKeys(owner, 1);
    const id = (must(200, await owner.get('/api-keys')).body.items as { id: string; name: string }[]).find(
      ({ name }) => name === 'Listener 1',
    )!.id;
    const stream = await follow(undefined, '', { headers: { authorization: `Bearer ${key}` } });
    expect(await endOf(stream, () => owner.delete(`/api-keys/${id}`))).toBeLessThan(5_000);
  });
});

describe('streams of a process', () => {
  /** Statements that left in this time. */
  async function statementsWhile(milliseconds: number): Promise<string[]> {
    const seen: string[] = [];
    const restore = interceptStatements({ rewrite: (text) => (seen.push(text), text) });
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    restore();
    return seen.filter((text) => !/^(BEGIN|COMMIT)/.test(text));
  }

  it('share their reading: three hundred cost as many statements as one', async () => {
    const rate: Record<number, number> = {};
    const employers = [
      owner,
      ...(await Promise.all([1, 2, 3, 4, 5].map(() => app.employer('Listening Works')))),
    ];
    const keys = (await Promise.all(employers.map((employer) => listeningKeys(employer, 9)))).map(
      (ofEmployer) => ofEmployer.flatMap((key) => Array<string>(6).fill(key)).slice(0, 50),
    );
    for (const count of [1, 300]) {
      const chosen = count === 1 ? [keys[0]![0]!] : keys.flat();
      const streams = await Promise.all(
        chosen.map((key) => follow(undefined, '', { headers: { authorization: `Bearer ${key}` } })),
      );
      expect(streams.filter(({ status }) => status === 200)).toHaveLength(count);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      const statements = await statementsWhile(6_000);
      rate[count] = statements.length / 6;
      await Promise.all(streams.map((stream) => stream.close()));
      await expect.poll(() => app.app.get(LiveStreams).openStreams).toBe(0);
    }
    console.log(
      `statements a second with 1 and 300 quiet streams: ${rate[1]!.toFixed(1)} and ${rate[300]!.toFixed(1)}`,
    );
    expect(rate[1]).toBeLessThan(6);
    // Standing is asked within quarters of a second, so at most four statements more.
    expect(rate[300]).toBeLessThan(9);
  });

  it('end with the process, also those whose receiver takes nothing', async () => {
    const other = await startTestApp({ database: app.database });
    const { host, port } = await listen(other);
    const stream = await openStream(`http://${host}:${port}/api/v1/events/stream`, owner.headers);
    await stream.next();
    const from = performance.now();
    await Promise.all([other.app.close(), stream.rest()]);
    expect(performance.now() - from).toBeLessThan(2_000);
  });
});
