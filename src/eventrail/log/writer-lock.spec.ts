import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventLog } from './event-log.js';
import { EventLogLocked } from './event-log-errors.js';
import { lockFolder } from './writer-lock.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Another process that listens as an owner does, until it is killed. */
const owner = `
  const server = require('node:net').createServer((socket) => socket.destroy());
  server.listen(process.argv[1], () => process.stdout.write('ready'));`;

async function ownerAt(name: string) {
  const child = spawn(process.execPath, ['-e', owner, join(folder, name)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

describe('the lock of a folder', () => {
  it('lets a second writer be refused with a sentence, and take over after the first', async () => {
    const options = { folder, whenUnavailable: 'reject' } as const;
    const first = await EventLog.open(options);
    await first.append({ json: '1' });
    const refused = await EventLog.open(options).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(EventLogLocked);
    expect(String(refused)).toContain(`Another program already writes the event log in ${folder}`);
    await first.append({ json: '2' });
    await first.close();
    const second = await EventLog.open(options);
    expect(second.stats().count).toBe(2);
    await second.close();
  });

  it('ends with its process, killed as hard as can be, and holds while that process is only stopped', async () => {
    const child = await ownerAt('writer-41.lock');
    child.kill('SIGSTOP');
    await expect(lockFolder(folder)).rejects.toBeInstanceOf(EventLogLocked);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const lock = await lockFolder(folder);
    expect(await readdir(folder)).toEqual(['writer-42.lock']);
    await lock.release();
    const next = await lockFolder(folder);
    expect(await readdir(folder)).toEqual(['writer-43.lock']);
    await next.release();
  });

  it('is had by one of twenty who start at once over the socket of a dead owner', async () => {
    const child = await ownerAt('writer-1.lock');
    child.kill('SIGKILL');
    await once(child, 'exit');
    for (let round = 0; round < 10; round += 1) {
      const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)));
      const owners = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      expect(owners).toHaveLength(1);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(EventLogLocked);
      }
      await owners[0]?.release();
    }
  });

  it('says so where the path is too long for a socket', async () => {
    await expect(lockFolder(join(folder, 'x'.repeat(90)))).rejects.toThrow('too long');
  });
});
