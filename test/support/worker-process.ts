import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A worker of test/jobs/worker-child.ts, or of another file that takes the same words. */
export class WorkerProcess {
  readonly ended: Promise<unknown>;
  /** How many jobs it has said to have done. */
  done = 0;
  said = '';
  private constructor(private readonly child: ChildProcess) {
    this.ended = once(child, 'close');
    child.stdout?.on('data', (chunk: Buffer) => {
      this.done += chunk.toString().match(/ done\n/g)?.length ?? 0;
      this.said = (this.said + chunk.toString()).slice(-10_000);
    });
    child.stderr?.on('data', (chunk: Buffer) => (this.said = (this.said + chunk.toString()).slice(-10_000)));
  }

  static launch(
    url: string,
    leaseSeconds: number,
    slots: number,
    { child = '../jobs/worker-child.ts', words: more = [] }: { child?: string; words?: string[] } = {},
  ): WorkerProcess {
    const file = fileURLToPath(new URL(child, import.meta.url));
    const own = [url, String(leaseSeconds), String(slots), ...more];
    const words = ['--import', '@oxc-node/core/register', file, ...own];
    return new WorkerProcess(spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  get id(): number {
    return this.child.pid!;
  }

  async ready(): Promise<this> {
    const end = Date.now() + 30_000;
    while (!/^ready$/m.test(this.said) && this.done === 0) {
      if (this.child.exitCode !== null || Date.now() > end)
        throw new Error(`The worker did not start:\n${this.said}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return this;
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
    await this.ended;
  }
}
