import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { TrailBench } from '../support/eventrail/trail-bench.js';
import { testSigningKeySetting } from '../support/test-key.js';
import { ServerProcess } from './server-process.js';

/** Every thread's third fdatasync, and two after it, fail as those of a dying disk do: the kernel is not asked. */
const strace = [
  'strace',
  '-f',
  '-D',
  '--seccomp-bpf',
  '-qq',
  '--output=/dev/null',
  '--trace=fdatasync',
  '--inject=fdatasync:error=EIO:when=3..5',
];

function canInject(): boolean {
  try {
    execFileSync(strace[0]!, [...strace.slice(1), 'true']);
    return true;
  } catch (error) {
    console.warn(
      `The test of a failing disk is left out: strace cannot inject errors here (${String(error)}).`,
    );
    return false;
  }
}

describe.skipIf(!canInject())('a disk that fails at fdatasync', () => {
  let bench: TrailBench;
  beforeAll(async () => {
    bench = await TrailBench.open();
  });
  afterAll(() => bench.close());
  let server: ServerProcess | undefined;
  afterEach(() => server?.kill());

  it('costs handles and time; what was answered is there once, and so is the journal', async () => {
    const employerId = await bench.bench.employer();
    const folder = await bench.folder();
    server = ServerProcess.launch(
      {
        DATABASE_URL: bench.bench.scratch.url,
        ASSAY_WORKER: 'off',
        ASSAY_EVENTRAIL_DIRECTORY: folder,
        ASSAY_CHECKPOINT_KEY: testSigningKeySetting,
      },
      '../../src/main.ts',
      strace,
    );
    const base = await server.ready();
    const ids: string[] = [];
    let refused = 0;
    for (let number = 1; ids.length < 60; number += 1) {
      await bench.happen(employerId, 1);
      const answer = await fetch(`${base}/api/v1/eventrail/events`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-assay-request': '1' },
        body: JSON.stringify(number),
      });
      if (answer.status === 201) ids.push(((await answer.json()) as { id: string }).id);
      else refused += 1;
    }
    expect(new Set(ids).size).toBe(60);
    for (const id of ids)
      expect((await fetch(`${base}/api/v1/eventrail/events/${encodeURIComponent(id)}`)).status).toBe(200);
    expect(await bench.copied(folder)).toEqual(await bench.journal());
    const stats = (await (await fetch(`${base}/api/v1/eventrail/stats`)).json()) as {
      retiredHandles: number;
      health: object;
    };
    expect(stats.health).toEqual({ status: 'ok' });
    expect(stats.retiredHandles, `${refused} were refused`).toBeGreaterThan(2);
  }, 120_000);
});
