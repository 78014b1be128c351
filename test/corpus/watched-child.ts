import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What a module run by child.ts exports. */
export interface TaskModule {
  /** Makes of a request what the task is given. Its time and memory are not measured. */
  readonly prepare?: (request: unknown) => Promise<unknown>;
  readonly task: (prepared: unknown) => Promise<unknown>;
}

export interface ChildReply<Result> {
  readonly result: Result;
  readonly milliseconds: number;
  /** Peak resident memory during the request, less what the process had before it. */
  readonly addedMebibytes: number;
}

export type Answer<Result> =
  | ({ readonly outcome: 'answered' } & ChildReply<Result>)
  | { readonly outcome: 'crashed'; readonly detail: string }
  | { readonly outcome: 'hung' };

export interface ChildLimits {
  readonly deadlineMilliseconds: number;
  /** Of JavaScript objects; a task that needs more crashes. */
  readonly heapMebibytes: number;
}

const childModule = fileURLToPath(new URL('./child.ts', import.meta.url));
const startMilliseconds = 60_000;

/** Runs a task in a process that may crash or hang without harm. The process is used again until it does. */
export class WatchedChild<Request, Result> {
  private child: ChildProcess | undefined;
  private complaint = '';

  constructor(
    private readonly taskModule: URL,
    private readonly limits: ChildLimits,
  ) {}

  async run(request: Request): Promise<Answer<Result>> {
    const child = this.child ?? (await this.start());
    const answer = await this.nextMessage<ChildReply<Result>>(child, this.limits.deadlineMilliseconds, () => {
      child.send(request as object);
    });
    if (answer.outcome !== 'answered') {
      this.stop();
      return answer;
    }
    return { outcome: 'answered', ...answer.message };
  }

  stop(): void {
    this.child?.kill('SIGKILL');
    this.child = undefined;
  }

  private async start(): Promise<ChildProcess> {
    const child = fork(childModule, [this.taskModule.href], {
      execArgv: [
        '--import',
        '@oxc-node/core/register',
        '--expose-gc',
        `--max-old-space-size=${this.limits.heapMebibytes}`,
      ],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child = child;
    this.complaint = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.complaint = `${this.complaint}${text}`.slice(-8_000);
    });
    const ready = await this.nextMessage(child, startMilliseconds, () => {});
    if (ready.outcome !== 'answered') {
      this.stop();
      throw new Error(`The process of ${this.taskModule.href} does not start: ${this.complaint}`);
    }
    return child;
  }

  private nextMessage<Message>(
    child: ChildProcess,
    milliseconds: number,
    send: () => void,
  ): Promise<
    | { readonly outcome: 'answered'; readonly message: Message }
    | { readonly outcome: 'crashed'; readonly detail: string }
    | { readonly outcome: 'hung' }
  > {
    return new Promise((resolve) => {
      const settle = (answer: Parameters<typeof resolve>[0]): void => {
        clearTimeout(deadline);
        child.removeAllListeners('message').removeAllListeners('close');
        resolve(answer);
      };
      const deadline = setTimeout(() => {
        settle({ outcome: 'hung' });
      }, milliseconds);
      child.once('message', (message) => {
        settle({ outcome: 'answered', message: message as Message });
      });
      // Not "exit": what the process wrote last arrives after that.
      child.once('close', (code, signal) => {
        this.child = undefined;
        settle({ outcome: 'crashed', detail: `${signal ?? `exit code ${code}`}: ${this.complaint.trim()}` });
      });
      send();
    });
  }
}
