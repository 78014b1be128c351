import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PeriodicRunner } from './periodic-runner.js';

describe('PeriodicRunner', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('goes on after a failed round, and logs it', async () => {
    const log = { error: vi.fn() };
    const run = vi.fn().mockRejectedValueOnce(new Error('away')).mockResolvedValue(undefined);
    const runner = new PeriodicRunner([{ name: 'look', everyMilliseconds: 100, run }], log);
    runner.start();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(run.mock.calls.length).toBeGreaterThan(5);
    expect(log.error).toHaveBeenCalledTimes(1);
    await runner.stop();
  });

  it('never runs two rounds of a task at once, and waits for the last one', async () => {
    let open = 0;
    let most = 0;
    const run = async (): Promise<void> => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setTimeout(resolve, 350));
      open -= 1;
    };
    const runner = new PeriodicRunner([{ name: 'slow', everyMilliseconds: 100, run }], { error: vi.fn() });
    runner.start();
    await vi.advanceTimersByTimeAsync(1_100);
    expect(open).toBe(1);
    const stopping = runner.stop();
    await vi.advanceTimersByTimeAsync(400);
    await stopping;
    expect(open).toBe(0);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(most).toBe(1);
  });
});
