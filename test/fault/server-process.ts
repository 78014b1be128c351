import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { testKeySetting } from '../support/test-key.js';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The real program as a process of its own, from the sources. */
export class ServerProcess {
  private output = '';
  readonly ended: Promise<Ended>;

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    }
    this.ended = once(child, 'close').then(([code, signal]) => ({ code, signal }) as Ended);
  }

  /** @param under a command that becomes this program */
  static launch(
    environment: Readonly<Record<string, string>>,
    entry = '../../src/main.ts',
    under: readonly string[] = [],
  ): ServerProcess {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(ASSAY_|DATABASE_URL|PORT$|HOST$|VITEST|NODE_)/.test(name),
    );
    const [program = '', ...words] = [
      ...under,
      process.execPath,
      '--import',
      '@oxc-node/core/register',
      fileURLToPath(new URL(entry, import.meta.url)),
    ];
    const child = spawn(program, words, {
      cwd: root,
      env: {
        ...(Object.fromEntries(inherited) as Record<string, string>),
        PORT: '0',
        ASSAY_SECRET_KEYS: testKeySetting,
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new ServerProcess(child);
  }

  /** Everything that the program has said so far, on both streams. */
  get said(): string {
    return this.output;
  }

  get id(): number {
    return this.child.pid!;
  }

  /** The address of the API, once the program says that it runs. */
  async ready(): Promise<string> {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const port = /http:\/\/localhost:(\d+)\/api\/docs/.exec(this.output)?.[1];
      if (port !== undefined) return `http://127.0.0.1:${port}`;
      if (this.child.exitCode !== null || this.child.signalCode !== null || Date.now() > deadline)
        throw new Error(`The server did not start:\n${this.output}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** For the end of a test, whatever has become of it. */
  async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
    await this.ended;
  }
}
