import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { settingNames } from '../../src/config/config.js';

/** Docker is not there in every test run: what can be told from the files is told here. */
interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: Readonly<Record<string, unknown>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly restart?: string;
}
interface Compose {
  readonly name?: string;
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes?: Readonly<Record<string, unknown>>;
}

const read = (file: string): string => readFileSync(file, 'utf8');
const compose = parse(read('docker-compose.yml'), { merge: true }) as Compose;
const services = Object.entries(compose.services);

describe('docker-compose.yml', () => {
  it('has what a deployment needs, and only words of the Compose specification', () => {
    expect(Object.keys(compose.services)).toEqual(
      expect.arrayContaining(['postgres', 'migrate', 'app', 'worker']),
    );
    const topWords = new Set(['name', 'services', 'volumes', 'networks', 'configs', 'secrets']);
    expect(Object.keys(compose).filter((word) => !word.startsWith('x-') && !topWords.has(word))).toEqual([]);
    const words = new Set(
      `image build command entrypoint environment env_file depends_on healthcheck ports expose
volumes networks restart stop_grace_period stop_signal deploy init user read_only tmpfs
secrets configs labels profiles shm_size cap_drop security_opt logging hostname
extra_hosts working_dir pull_policy platform ulimits mem_limit`.split(/\s+/),
    );
    for (const [name, service] of services) {
      expect(
        Object.keys(service).filter((word) => !words.has(word)),
        name,
      ).toEqual([]);
      expect(service.image !== undefined || service.build !== undefined, name).toBe(true);
      expect(['no', 'always', 'on-failure', 'unless-stopped', undefined], name).toContain(service.restart);
    }
  });

  it('waits for what is there, in a way that is there', () => {
    for (const [name, service] of services) {
      for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
        const needed = compose.services[other];
        expect(needed, `${name} waits for ${other}`).toBeDefined();
        expect(['service_started', 'service_healthy', 'service_completed_successfully']).toContain(condition);
        if (condition === 'service_healthy') expect(needed?.healthcheck?.['test'], other).toBeDefined();
        if (condition === 'service_completed_successfully') expect(needed?.restart, other).toBe('no');
      }
      for (const volume of service.volumes ?? []) {
        const [source = ''] = volume.split(':');
        if (!/^[./]/.test(source)) expect(Object.keys(compose.volumes ?? {}), name).toContain(source);
      }
    }
    expect(compose.services['migrate']?.depends_on?.['postgres']?.condition).toBe('service_healthy');
    for (const name of ['app', 'worker']) {
      expect(compose.services[name]?.depends_on?.['migrate']?.condition).toBe(
        'service_completed_successfully',
      );
    }
  });

  it('sets only what Assay or PostgreSQL reads', () => {
    const ofImage = ['POSTGRES_USER', 'POSTGRES_PASSWORD', 'POSTGRES_DB', 'POSTGRES_INITDB_ARGS', 'PGDATA'];
    for (const [name, service] of services) {
      const known = service.image?.startsWith('postgres') ? ofImage : settingNames;
      if (service.image !== undefined && !service.image.startsWith('postgres')) continue;
      expect(
        Object.keys(service.environment ?? {}).filter((each) => !known.includes(each)),
        name,
      ).toEqual([]);
    }
    expect(compose.services['worker']?.environment?.['DATABASE_URL']).toBe(
      compose.services['app']?.environment?.['DATABASE_URL'],
    );
    expect(compose.services['app']?.environment?.['ASSAY_WORKER']).toBe('off');
  });

  it('has no password of its own', () => {
    const postgres = compose.services['postgres']?.environment ?? {};
    expect(postgres['POSTGRES_PASSWORD']).toMatch(/^\$\{[A-Z_]+:\?/);
    expect(compose.services['app']?.environment?.['DATABASE_URL']).toMatch(
      /:\$\{POSTGRES_PASSWORD:\?[^}]*\}@/,
    );
    expect(compose.services['postgres']?.ports).toBeUndefined();
  });

  it('starts files that the build makes', () => {
    const commands = services.flatMap(([, service]) => service.command ?? []);
    expectBuilt(commands.filter((word) => word.endsWith('.js')));
  });
});

describe('Dockerfile', () => {
  const lines = read('Dockerfile')
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const instructions = lines.map((line) => {
    const [word = '', ...rest] = line.trim().split(/\s+/);
    return { word, rest };
  });

  it('has only instructions that Docker knows, from FROM to CMD', () => {
    const words = new Set(
      `FROM RUN CMD LABEL EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ARG ONBUILD
STOPSIGNAL HEALTHCHECK SHELL`.split(/\s+/),
    );
    expect(instructions.filter(({ word }) => !words.has(word))).toEqual([]);
    expect(instructions[0]?.word).toBe('FROM');
    expect(instructions.at(-1)?.word).toBe('CMD');
    for (const { word, rest } of instructions.filter(({ rest: [first] }) => first?.startsWith('['))) {
      expect(() => JSON.parse(rest.join(' ')) as unknown, word).not.toThrow();
    }
  });

  it('copies what the build and the start need, from what is there', () => {
    const copies = instructions.filter(({ word }) => word === 'COPY').map(({ rest }) => rest);
    const fromHere = copies
      .filter(([first]) => !first?.startsWith('--from'))
      .flatMap((rest) => rest.slice(0, -1));
    const needed = [
      'package.json',
      'package-lock.json',
      'tsconfig.json',
      'tsconfig.build.json',
      'src',
      'migrations',
    ];
    expect(fromHere).toEqual(expect.arrayContaining(needed));
    for (const path of fromHere) expect(existsSync(path), path).toBe(true);
    const ignored = read('.dockerignore').split('\n');
    for (const path of fromHere) expect(ignored).not.toContain(path);
    const fromBuild = copies
      .filter(([first]) => first?.startsWith('--from'))
      .map((rest) => rest[1]?.split('/').at(-1));
    expect(fromBuild).toEqual(expect.arrayContaining(['package.json', 'node_modules', 'dist']));
  });

  it('leaves in the image every package that the program imports', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
    const files = ['src', 'migrations'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
    );
    const imported = files
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
      .flatMap((file) =>
        [...read(file).matchAll(/(?:from|import) '((?!node:|\.)[^']+)'/g)].map(([, name]) => name!),
      );
    const packages = imported.map((name) =>
      name
        .split('/')
        .slice(0, name.startsWith('@') ? 2 : 1)
        .join('/'),
    );
    expect(new Set(packages).size).toBeGreaterThan(10);
    expect([...new Set(packages)].filter((name) => !(name in dependencies))).toEqual([]);
  });

  it('runs as nobody in particular, and starts what the build makes', () => {
    const user = instructions.findLastIndex(({ word }) => word === 'USER');
    expect(instructions[user]?.rest).toEqual(['node']);
    expect(user).toBeGreaterThan(instructions.findLastIndex(({ word }) => word === 'COPY'));
    const command = JSON.parse(instructions.at(-1)!.rest.join(' ')) as string[];
    expect(command[0]).toBe('node');
    expectBuilt(command.filter((word) => word.endsWith('.js')));
    const environment = instructions.filter(({ word }) => word === 'ENV').flatMap(({ rest }) => rest);
    const names = environment.map((assignment) => assignment.split('=')[0]!);
    expect(names.filter((name) => !settingNames.includes(name) && name !== 'NODE_ENV')).toEqual([]);
  });
});

describe('continuous integration', () => {
  it('runs .ci/run on the versions of Node that the package supports', () => {
    const workflow = parse(read('.github/workflows/ci.yml')) as {
      on: unknown;
      jobs: Record<
        string,
        {
          'runs-on': string;
          steps: { run?: string; uses?: string }[];
          strategy?: { matrix: { node: number[] } };
        }
      >;
    };
    const jobs = Object.values(workflow.jobs);
    const steps = jobs.flatMap((job) => job.steps);
    for (const step of steps) expect(step.run === undefined).toBe(step.uses !== undefined);
    expect(steps.some(({ run }) => run?.includes('.ci/run'))).toBe(true);
    const [, oldest] = /^>=(\d+)/.exec(
      (JSON.parse(read('package.json')) as { engines: { node: string } }).engines.node,
    )!;
    expect(jobs.flatMap((job) => job.strategy?.matrix.node ?? [])).toContain(Number(oldest));
    expect(workflow.on).toBeDefined();
  });

  it('does in .ci/run what the README tells', () => {
    const script = read('.ci/run');
    expect(script).toMatch(/^#!\/usr\/bin\/env bash\n/);
    expect(script).toContain('set -euo pipefail');
    for (const command of ['npm ci', 'npm test']) expect(script).toContain(`\n${command}\n`);
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    expect(scripts['test']).toContain('vitest run --project database');
    expect(statSync('.ci/run').isFile()).toBe(true);
  });
});

/** `dist/src/main.js` is made from `src/main.ts`. */
function expectBuilt(files: readonly string[]): void {
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    expect(existsSync(file.replace(/^dist\//, '').replace(/\.js$/, '.ts')), file).toBe(true);
  }
}
