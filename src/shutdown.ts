interface StopStep {
  readonly name: string;
  run(): Promise<void>;
}

interface ShutdownOptions {
  readonly steps: readonly StopStep[];
  readonly limitSeconds: number;
  readonly log: (message: string, error?: unknown) => void;
}

/** npm passes on the Ctrl-C that the terminal has already sent to the whole process group: one key, two signals. */
const sameKeyMilliseconds = 1_000;

/**
 * The ordered end of a process. The first signal runs the steps one after the other; a second one, or the time limit,
 * ends the process at once: leases, locks and transactions make that safe, only impolite.
 */
export function stopOnSignals(options: ShutdownOptions): (exitCode: number) => void {
  let startedAt: number | undefined;

  const stop = (exitCode: number): void => {
    if (startedAt !== undefined) return;
    startedAt = Date.now();
    const limit = setTimeout(() => {
      options.log(`Stopping took longer than ${options.limitSeconds} seconds; ending now.`);
      process.exit(1);
    }, options.limitSeconds * 1_000);
    limit.unref();
    void runSteps(options).then((clean) => process.exit(clean ? exitCode : 1));
  };

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (startedAt !== undefined && Date.now() - startedAt > sameKeyMilliseconds) process.exit(1);
      stop(0);
    });
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      options.log(`An ${event} ended the process.`, error);
      stop(1);
    });
  }
  return stop;
}

async function runSteps(options: ShutdownOptions): Promise<boolean> {
  let clean = true;
  for (const step of options.steps) {
    try {
      await step.run();
    } catch (error) {
      clean = false;
      options.log(`Stopping failed at: ${step.name}.`, error);
    }
  }
  return clean;
}
