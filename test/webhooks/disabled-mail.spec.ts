import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addMember } from '../support/members.js';
import { answers, WebhookBench, type Hook } from '../support/webhook-bench.js';
import type { Employer } from '../support/test-app.js';

let bench: WebhookBench;
beforeAll(async () => {
  bench = await WebhookBench.open();
  bench.runner();
});
afterAll(() => bench.close());

interface SentMail {
  readonly to_address: string;
  readonly subject: string;
  readonly text: string;
}

async function mailsOf({ employerId }: Employer): Promise<SentMail[]> {
  await bench.settle();
  await bench.until('no job is left', async () => {
    const { rowCount } = await bench.app.database.admin.query(
      `SELECT 1 FROM jobs WHERE employer_id = $1 AND state IN ('queued', 'running')`,
      [employerId],
    );
    return rowCount === 0;
  });
  const { rows } = await bench.app.database.admin.query<SentMail>(
    `SELECT to_address, subject, text FROM mails WHERE employer_id = $1 AND template = 'webhook-disabled' ORDER BY to_address`,
    [employerId],
  );
  return rows;
}

async function gone(owner: Employer): Promise<Hook> {
  const hook = await bench.hook(owner, { url: bench.url('/secret-part-of-the-path') });
  bench.script = answers(410);
  await bench.addDeliveries(owner.employerId, hook.id, 1);
  await bench.settle();
  expect((await owner.get(`/webhooks/${hook.id}`)).body.enabled).toBe(false);
  return hook;
}

describe('a webhook that its receiver has disabled', () => {
  it('is told to every owner once, by its host alone', async () => {
    const owner = await bench.employer();
    const other = await addMember(bench.app, owner, 'owner');
    await addMember(bench.app, owner, 'author');
    await gone(owner);
    const mails = await mailsOf(owner);
    expect(mails.map(({ to_address: to }) => to)).toEqual([owner.email, other.email].toSorted());
    expect(mails[0]!.text).toContain('receiver.example.test');
    expect(JSON.stringify(mails)).not.toContain('secret-part-of-the-path');
    expect(await mailsOf(owner)).toHaveLength(2);
  });

  it('is told to nobody where somebody did it, or has enabled it again meanwhile', async () => {
    const owner = await bench.employer();
    const { id, etag } = await bench.hook(owner);
    await owner.patch(`/webhooks/${id}`, { enabled: false }, etag);
    expect(await mailsOf(owner)).toEqual([]);

    await bench.stopRunners();
    const second = await bench.hook(owner);
    await bench.app.database.admin.query(
      `UPDATE webhook_endpoints SET disabled_at = now(), disabled_reason = 'failing' WHERE id = $1`,
      [second.id],
    );
    await bench.app.database.admin.query(
      `INSERT INTO events (employer_id, id, type, actor_type, subject_type, subject_id, payload)
       SELECT set_config('assay.employer', $1, true)::uuid, gen_random_uuid(), 'webhook.disabled', 'system', 'webhook', $2, '{"reason":"failing"}'`,
      [owner.employerId, second.id],
    );
    await bench.readJournal();
    const shown = await owner.get(`/webhooks/${second.id}`);
    await owner.patch(`/webhooks/${second.id}`, { enabled: true }, String(shown.headers['etag']));
    bench.runner();
    expect(await mailsOf(owner)).toEqual([]);
  });
});
