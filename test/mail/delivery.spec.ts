import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { JobBench } from '../support/job-bench.js';
import { codeMail, mailJob, type MailJobOptions } from '../support/mail-jobs.js';
import { ScriptedSmtpServer, type SmtpScript } from '../support/scripted-smtp-server.js';

interface MailRow {
  readonly id: string;
  readonly template: string;
  readonly message_id: string;
  readonly readers: string;
  readonly to_address: string | null;
  readonly subject: string | null;
  readonly text: string | null;
  readonly html: string | null;
}

describe('the job of a mail', () => {
  let bench: JobBench;
  let employerId: string;
  let sink: ScriptedSmtpServer;
  beforeAll(async () => {
    bench = await JobBench.open();
  });
  afterAll(() => bench.close());
  beforeEach(async () => {
    employerId = await bench.employer();
  });
  afterEach(async () => {
    await bench.stopRunners();
    await sink?.stop();
  });

  async function start(script: SmtpScript, options: MailJobOptions = {}): Promise<void> {
    sink = await ScriptedSmtpServer.start(script);
    bench.runner([mailJob(sink.port, options)]);
  }

  async function mails(): Promise<MailRow[]> {
    const { rows } = await bench.admin.query<MailRow>('SELECT * FROM mails WHERE employer_id = $1', [
      employerId,
    ]);
    return rows;
  }

  /** Waits for the failure and lets the job begin again at once. */
  async function failThenHurry(id: string, attempt: number): Promise<void> {
    await bench.until(`attempt ${attempt} has failed`, async () => {
      const job = await bench.job(id);
      return job.attempt === attempt && job.state === 'queued';
    });
    await bench.admin.query('UPDATE jobs SET run_at = now() WHERE id = $1', [id]);
  }

  it('sends it, keeps no word of it, and is done', async () => {
    await start({});
    const id = await bench.add({ employerId, kind: 'mail' });
    await bench.untilState(id, 'done');
    expect(sink.received).toMatchObject([
      { recipients: ['ada@example.org'], messageId: `<${id}@assay.example.org>` },
    ]);
    expect(await mails()).toMatchObject([
      { id, template: 'one-time-code', to_address: null, subject: null, text: null, html: null },
    ]);
    expect(await bench.effects(id)).toBe(1);
  });

  it('stays with a server that puts us off twice', async () => {
    await start({ recipient: (_, times) => (times < 3 ? 451 : 'accept') });
    const id = await bench.add({ employerId, kind: 'mail' });
    await failThenHurry(id, 1);
    expect(await bench.job(id)).toMatchObject({
      error_class: 'transient',
      error_message: 'The mail server put us off at RCPT TO (451 5.1.1).',
    });
    await failThenHurry(id, 2);
    await bench.untilState(id, 'done');
    expect(sink.received.map(({ messageId }) => messageId)).toEqual([`<${id}@assay.example.org>`]);
    expect(await bench.job(id)).toMatchObject({ attempt: 3 });
    expect([await mails(), await bench.effects(id)]).toMatchObject([[{ id }], 1]);
  });

  it('is dead at once where the recipient is refused for good, and its error names nobody', async () => {
    await start({ recipient: () => 550 });
    const id = await bench.add({ employerId, kind: 'mail' });
    await bench.untilState(id, 'dead');
    expect(await bench.job(id)).toMatchObject({
      attempt: 1,
      error_class: 'permanent',
      error_message: 'The mail server refused the recipient (550 5.1.1).',
    });
    expect(await mails()).toEqual([]);
    expect(await bench.effects(id)).toBe(0);
  });

  it('sends one mail where the connection is cut behind the answer', async () => {
    await start({ data: () => 'accept-and-drop' });
    const id = await bench.add({ employerId, kind: 'mail' });
    await bench.untilState(id, 'done');
    expect(sink.received).toHaveLength(1);
  });

  it('sends one mail too many, under the same name, where the connection is cut instead of the answer', async () => {
    await start({ data: (times) => (times === 1 ? 'keep-and-drop' : 'accept') });
    const id = await bench.add({ employerId, kind: 'mail' });
    await failThenHurry(id, 1);
    await bench.untilState(id, 'done');
    expect(sink.received.map(({ messageId }) => messageId)).toEqual(
      Array.from({ length: 2 }, () => `<${id}@assay.example.org>`),
    );
    expect([await mails(), await bench.effects(id)]).toMatchObject([[{ id }], 1]);
  });

  it('is cut by its limit where the server hangs, and comes again', async () => {
    await start({ data: (times) => (times === 1 ? 'hang' : 'accept') }, { limitSeconds: 1 });
    const id = await bench.add({ employerId, kind: 'mail' });
    await failThenHurry(id, 1);
    await bench.untilState(id, 'done');
    expect(sink.received).toHaveLength(1);
    await bench.until('the hanging connection is closed', () => sink.open === 0);
  });

  it('goes back to the queue where the worker is told to stop while the server hangs', async () => {
    await start({ data: (times) => (times === 1 ? 'hang' : 'accept') });
    const id = await bench.add({ employerId, kind: 'mail' });
    await bench.until('the server has the mail', () => sink.open === 1 && sink.connections === 1);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await bench.stopRunners();
    expect(await bench.job(id)).toMatchObject({ state: 'queued', attempt: 0 });
    bench.runner([mailJob(sink.port)]);
    await bench.untilState(id, 'done');
    expect(sink.received).toHaveLength(1);
  });

  it('is done without a mail where nobody wants it any more', async () => {
    await start({}, { compose: () => undefined });
    const id = await bench.add({ employerId, kind: 'mail' });
    await bench.untilState(id, 'done');
    expect([sink.connections, await mails(), await bench.effects(id)]).toEqual([0, [], 0]);
  });

  it('keeps the name of its mail when an operator replays it', async () => {
    await start({ recipient: (_, times) => (times === 1 ? 550 : 'accept') });
    const id = await bench.add({ employerId, kind: 'mail' });
    await bench.untilState(id, 'dead');
    await bench.admin.query(
      `UPDATE jobs SET state = 'queued', finished_at = NULL, attempt = 0, run_at = now() WHERE id = $1`,
      [id],
    );
    await bench.untilState(id, 'done');
    expect(sink.received.map(({ messageId }) => messageId)).toEqual([`<${id}@assay.example.org>`]);
  });

  it('whose worker is killed between the server and the database sends at most one more, and notes one', async () => {
    sink = await ScriptedSmtpServer.start();
    const id = await bench.add({ employerId, kind: 'mail' });
    const file = fileURLToPath(new URL('mail-worker-child.ts', import.meta.url));
    const words = ['--import', '@oxc-node/core/register', file, bench.scratch.url, String(sink.port)];
    const child = spawn(process.execPath, words, { stdio: 'ignore' });
    const ended = once(child, 'close');
    await bench.until('the server has taken the mail', () => sink.received.length === 1, 30_000);
    await bench.until('the worker waits in the transaction that notes it', async () => {
      const { rows } = await bench.admin.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'
            AND query LIKE 'INSERT INTO effects%'`,
      );
      return rows.length === 1;
    });
    child.kill('SIGKILL');
    await ended;
    expect([await mails(), await bench.effects(id)]).toEqual([[], 0]);
    bench.runner([mailJob(sink.port)]);
    await bench.untilState(id, 'done', 20_000);
    expect(sink.received.map(({ messageId }) => messageId)).toEqual(
      Array.from({ length: 2 }, () => `<${id}@assay.example.org>`),
    );
    expect([await mails(), await bench.effects(id)]).toMatchObject([[{ id }], 1]);
  }, 60_000);

  describe('without a mail server', () => {
    it('puts it into the outbox, once for each job', async () => {
      bench.runner([mailJob(undefined)]);
      const id = await bench.add({ employerId, kind: 'mail' });
      await bench.untilState(id, 'done');
      const [mail, ...more] = await mails();
      expect(more).toEqual([]);
      expect(mail).toMatchObject({
        id,
        readers: 'writers',
        message_id: `${id}@assay.example.org`,
        to_address: 'ada@example.org',
        subject: '012345 is your code for First aid',
      });
      expect(mail!.text).toContain('012345');
      expect(mail!.html).toContain('<p class="code">012345</p>');
    });

    it('does not keep the words of a mail that lets in as somebody', async () => {
      const values = {
        personName: 'Olga',
        validMinutes: 30,
        link: 'https://assay.example.org/reset-password#secret',
      };
      bench.runner([
        mailJob(undefined, { compose: () => ({ ...codeMail, template: 'password-reset', values }) }),
      ]);
      const id = await bench.add({ employerId, kind: 'mail' });
      await bench.untilState(id, 'done');
      expect(await mails()).toMatchObject([
        { id, readers: 'nobody', subject: 'Set a new password', text: null },
      ]);
      expect(JSON.stringify(await mails())).not.toContain('secret');
    });

    it('keeps the newest two thousand of an employer, and leaves others their own', async () => {
      const other = await bench.employer();
      for (const [owner, count] of [
        [employerId, 2_005],
        [other, 3],
      ])
        await bench.admin.query(
          `INSERT INTO mails (employer_id, id, template, message_id, readers, to_address, to_name, subject, text, html, created_at)
           SELECT $1, gen_random_uuid(), 'receipt', 'a@b', 'writers', 'a@b.example', '', 'Old ' || n, 't', 'h', now() - n * interval '1 minute'
             FROM generate_series(1, $2::int) n`,
          [owner, count],
        );
      bench.runner([mailJob(undefined)]);
      const id = await bench.add({ employerId, kind: 'mail' });
      await bench.untilState(id, 'done');
      const kept = await mails();
      expect(kept).toHaveLength(2_000);
      expect(kept.map((mail) => mail.id)).toContain(id);
      expect(kept.map(({ subject }) => subject)).toContain('Old 1999');
      expect(kept.map(({ subject }) => subject)).not.toContain('Old 2000');
      const { rows } = await bench.admin.query('SELECT 1 FROM mails WHERE employer_id = $1', [other]);
      expect(rows).toHaveLength(3);
    });
  });
});
