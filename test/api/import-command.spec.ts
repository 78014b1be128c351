import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createKey } from '../contract/support/world.js';
import { must } from '../support/assessment-builder.js';
import { startTestApp, type Employer, type TestApp } from '../support/test-app.js';
import { csv } from '../support/upload.js';

interface Run {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

describe('assay import', () => {
  let app: TestApp;
  let owner: Employer;
  let folder: string;
  let environment: Record<string, string>;
  beforeAll(async () => {
    app = await startTestApp();
    owner = await app.employer();
    folder = await mkdtemp(join(tmpdir(), 'assay-import-'));
    await app.app.listen(0, '127.0.0.1');
    const { caller } = await createKey(app, owner, ['assessments:read', 'assessments:write']);
    environment = {
      ASSAY_API_URL: `http://127.0.0.1:${(app.app.getHttpServer().address() as AddressInfo).port}`,
      ASSAY_API_KEY: caller.headers['authorization']!.replace('Bearer ', ''),
    };
  });
  afterAll(async () => {
    await app.stop();
    await rm(folder, { recursive: true });
  });

  function run(words: readonly string[], settings: Record<string, string> = environment): Promise<Run> {
    const program = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
    const command = ['--import', '@oxc-node/core/register', program, 'import', ...words];
    const env = { PATH: process.env['PATH'], ...settings };
    return new Promise((resolve) => {
      execFile(process.execPath, command, { env }, (error, output, errors) =>
        resolve({ code: error ? Number(error.code) : 0, output, errors }),
      );
    });
  }

  async function file(content: string): Promise<string> {
    const name = join(folder, 'questions.csv');
    await writeFile(name, content);
    return name;
  }

  async function assessment(): Promise<string> {
    return must(201, await owner.post('/assessments', { title: 'Imported' })).body.id;
  }

  async function count(assessmentId: string): Promise<number> {
    return must(200, await owner.get(`/assessments/${assessmentId}/questions?limit=200`)).body.items.length;
  }

  async function statesOf(assessmentId: string): Promise<string[]> {
    const { items } = must(200, await owner.get(`/assessments/${assessmentId}/imports`)).body;
    return items.map(({ state }: { state: string }) => state);
  }

  it('adds the questions of a file', async () => {
    const id = await assessment();
    const { code, output, errors } = await run([await file(csv(3)), '--assessment', id]);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(output).toContain('questions.csv: Question table, header in row 1; 3 rows, 0 errors, 0 warnings.');
    expect(output).toContain('Added 3 questions.');
    expect(await count(id)).toBe(3);
  });

  it('adds nothing where a row has an error, and says which', async () => {
    const id = await assessment();
    const { code, output } = await run([await file(csv(3, [2])), '--assessment', id]);
    expect(code).toBe(1);
    expect(output).toMatch(/^error +row 3, correct +\S/m);
    expect(output).toContain('Nothing was added.');
    expect([await count(id), await statesOf(id)]).toEqual([0, ['discarded']]);
  });

  it('leaves rows with errors out if told to', async () => {
    const id = await assessment();
    const { code } = await run([await file(csv(3, [2])), '--assessment', id, '--leave-out-errors']);
    expect([code, await count(id)]).toEqual([1, 2]);
  });

  it('only looks on a dry run', async () => {
    const id = await assessment();
    const good = await run([await file(csv(3)), '--assessment', id, '--dry-run']);
    const bad = await run([await file(csv(3, [1])), '--assessment', id, '--dry-run']);
    expect([good.code, bad.code]).toEqual([0, 1]);
    expect([await count(id), await statesOf(id)]).toEqual([0, ['discarded', 'discarded']]);
  });

  it('leaves out what is there already if told to', async () => {
    const id = await assessment();
    await run([await file(csv(2)), '--assessment', id]);
    const { code } = await run([await file(csv(3)), '--assessment', id, '--leave-out-duplicates']);
    expect([code, await count(id)]).toEqual([0, 3]);
    const again = await run([await file(csv(3)), '--assessment', id, '--leave-out-duplicates']);
    expect([again.code, again.errors]).toEqual([1, 'Every row is left out, so there is nothing to add.\n']);
    expect((await statesOf(id))[0]).toBe('discarded');
  });

  it('says in a sentence what cannot be', async () => {
    const id = await assessment();
    const missing = await run([join(folder, 'missing.csv'), '--assessment', id]);
    expect([missing.code, missing.errors]).toEqual([
      1,
      `${join(folder, 'missing.csv')} cannot be read (ENOENT).\n`,
    ]);
    const unreadable = await run([await file('\0\0'), '--assessment', id]);
    expect(unreadable.code).toBe(1);
    expect(unreadable.errors.trim().split('\n')).toHaveLength(1);
    const denied = await run([await file(csv(1)), '--assessment', id], {
      ...environment,
      ASSAY_API_KEY: 'not-a-key',
    });
    expect([denied.code, denied.errors]).toEqual([1, expect.stringMatching(/^[A-Z][^\n]+\n$/)]);
  });

  it('tells who uses it wrongly how it is used', async () => {
    const { code, errors } = await run(['questions.csv']);
    expect(code).toBe(2);
    expect(errors).toMatch(/^Say which assessment.*\n\nUsage: assay import FILE/);
    expect((await run(['--help'])).output).toMatch(/^Usage: assay import/);
  });
});
