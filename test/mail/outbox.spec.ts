import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OutboxService } from '../../src/mail/outbox.service.js';
import { must } from '../support/assessment-builder.js';
import { addMember } from '../support/members.js';
import { startTestApp, type Caller, type Employer, type TestApp } from '../support/test-app.js';

describe('the outbox', () => {
  let app: TestApp;
  let owner: Employer;
  let author: Employer;
  beforeAll(async () => {
    app = await startTestApp();
    owner = await app.employer();
    author = await addMember(app, owner, 'author');
  });
  afterAll(() => app.stop());

  /** As a worker leaves it. */
  async function add(employer: Employer, mail: { readers?: string; age?: string } = {}): Promise<string> {
    const readers = mail.readers ?? 'writers';
    const body = readers === 'nobody' ? [null, null] : ['Text', '<p>HTML</p>'];
    const { rows } = await app.database.admin.query(
      `INSERT INTO mails (employer_id, id, template, message_id, readers, to_address, to_name, subject, text, html, created_at)
       VALUES ($1, $2, 'invitation', 'a@localhost', $3, 'ada@example.org', '', 'Welcome', $4, $5, now() - $6::interval) RETURNING id`,
      [employer.employerId, randomUUID(), readers, ...body, mail.age ?? '0'],
    );
    return rows[0].id;
  }

  async function ids(reader: Caller, limit = 200): Promise<string[]> {
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { body } = must(200, await reader.get(`/outbox?limit=${limit}${cursor && `&cursor=${cursor}`}`));
      expect(body.delivery).toBe('outbox');
      seen.push(...body.items.map((item: { id: string }) => item.id));
      cursor = body.nextCursor;
    }
    return seen;
  }

  it('shows owners all there is to see, authors what is about candidates, and nobody what lets in as a person', async () => {
    const [candidates, members, secret] = [
      await add(owner),
      await add(owner, { readers: 'owners' }),
      await add(owner, { readers: 'nobody' }),
    ];
    expect(await ids(owner)).toEqual(expect.arrayContaining([candidates, members, secret]));
    expect(await ids(author)).toContain(candidates);
    expect(await ids(author)).not.toContain(members);
    expect((await author.get(`/outbox/${members}`)).status).toBe(404);
    expect(must(200, await author.get(`/outbox/${candidates}`)).body).toMatchObject({
      text: 'Text',
      html: '<p>HTML</p>',
    });
    expect(must(200, await owner.get(`/outbox/${secret}`)).body).toMatchObject({ text: null, html: null });
  });

  it('begins with the newest and has pages', async () => {
    const other = await app.employer();
    const added: string[] = [];
    for (const age of ['4 minutes', '3 minutes', '2 minutes', '1 minute', '0'])
      added.unshift(await add(other, { age }));
    expect(await ids(other, 2)).toEqual(added);
  });

  it('has no more than a week, and is emptied for every employer', async () => {
    const other = await app.employer();
    const kept = await add(other, { age: '6 days 23 hours' });
    await add(other, { age: '7 days 1 hour' });
    await add(owner, { age: '8 days' });
    await app.app.get(OutboxService, { strict: false }).purge();
    expect(await ids(other)).toEqual([kept]);
    const { rows } = await app.database.admin.query(
      `SELECT 1 FROM mails WHERE created_at < now() - interval '7 days'`,
    );
    expect(rows).toEqual([]);
  });
});
