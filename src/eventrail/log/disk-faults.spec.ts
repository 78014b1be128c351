import { describe, expect, it } from 'vitest';
import { Random } from '../../../test/corpus/random.js';
import { allOf, eventNumber, eventTexts, logOf, openOn } from '../../../test/support/eventrail/sample-log.js';
import { type DiskCall, failure, SimulatedDisk } from '../../../test/support/eventrail/simulated-disk.js';
import { testSeed } from '../../../test/support/seed.js';
import { EventLogDamaged, EventLogUnavailable } from './event-log-errors.js';
import { segmentName } from './log-names.js';

const first = segmentName(1);

/** Fails the calls of one kind on segments, as often as told, from now on. */
function failing(call: DiskCall['call'], code: string, times: number): (made: DiskCall) => void {
  let left = times;
  return (made) => {
    if (made.call !== call || !made.name.endsWith('.ndjson') || left === 0) return;
    left -= 1;
    throw failure(code);
  };
}

async function reopenedTexts(disk: SimulatedDisk): Promise<string[]> {
  disk.fault = () => undefined;
  const log = await openOn(disk);
  const texts = await allOf(log);
  await log.close();
  return texts;
}

/** On no handle may anything but close follow an error. */
function expectRetired(disk: SimulatedDisk, handle: number, from: number): void {
  const after = disk.calls.slice(from).filter((call) => call.handle === handle);
  expect(after.map(({ call }) => call)).toEqual(['close']);
}

describe('an error of the disk', () => {
  it.each(['datasync', 'write'] as const)(
    'of %s gives the handle up for good, and the batch is stored through another',
    async (call) => {
      const disk = new SimulatedDisk();
      const log = await openOn(disk);
      await log.append(eventNumber(1));
      let at = 0;
      let handle = 0;
      const fault = failing(call, 'EIO', 1);
      disk.fault = (made) => {
        try {
          fault(made);
        } catch (error) {
          at = disk.calls.length;
          handle = made.handle;
          throw error;
        }
      };
      const stored = await log.appendAll([eventNumber(2), eventNumber(3)]);
      expect(stored.map(({ seq }) => seq)).toEqual([2, 3]);
      expect(at).toBeGreaterThan(0);
      expectRetired(disk, handle, at);
      expect(log.stats()).toMatchObject({ retiredHandles: 1, health: { status: 'ok' }, lastSeq: 3 });
      // The simulated disk calls what a failed sync lost clean, as Linux does: a second sync alone would have lied.
      const lost = disk.afterPowerLoss(new Random(1));
      expect(await reopenedTexts(lost)).toEqual(eventTexts(3));
    },
  );

  it(
    'is survived by a first segment and by a rollover, at whichever call it happens',
    { timeout: 60_000 },
    async () => {
      const limits = { segmentBytes: 1_200, lineBytes: 1_000, batchBytes: 1_000 };
      for (const code of ['EIO', 'ENOSPC']) {
        for (let failed = 1; failed < 120; failed += 1) {
          const disk = new SimulatedDisk();
          const log = await openOn(disk, { limits, whenUnavailable: 'wait' });
          let calls = 0;
          disk.fault = ({ call, name }) => {
            if (call !== 'close' && name.endsWith('.idx')) return;
            calls += 1;
            if (calls === failed) throw failure(code);
          };
          for (let number = 1; number <= 8; number += 1) await log.append(eventNumber(number));
          expect(log.stats()).toMatchObject({ count: 8, health: { status: 'ok' } });
          expect(log.stats().segments).toBeGreaterThan(2);
          await log.close();
          const texts = await reopenedTexts(disk.afterPowerLoss(new Random(failed)));
          if (JSON.stringify(texts) !== JSON.stringify(eventTexts(8)))
            expect.fail(`${code} at call ${failed}`);
        }
      }
    },
  );

  it('of the index costs nothing but a scan', async () => {
    const disk = new SimulatedDisk();
    const log = await openOn(disk, { limits: { segmentBytes: 1_200, lineBytes: 1_000, batchBytes: 1_000 } });
    disk.fault = ({ name, call }) => {
      if (name.includes('.idx') && call !== 'open') throw failure('EIO');
    };
    for (let number = 1; number <= 8; number += 1) await log.append(eventNumber(number));
    expect(await allOf(log)).toEqual(eventTexts(8));
    expect(log.stats().health).toEqual({ status: 'ok' });
    await log.close();
  });

  it('that stays is told to each caller, without queueing for ever, and ends without a restart', async () => {
    let now = 0;
    const disk = new SimulatedDisk();
    const log = await openOn(disk, { now: () => new Date(now) });
    await log.append(eventNumber(1));
    disk.fault = failing('datasync', 'EIO', 1_000);
    await expect(log.append(eventNumber(9))).rejects.toMatchObject({
      reason: 'write-failed',
      outcome: 'unknown',
    });
    const calls = disk.calls.length;
    await expect(log.append(eventNumber(9))).rejects.toBeInstanceOf(EventLogUnavailable);
    expect(disk.calls.length).toBe(calls);
    disk.fault = () => undefined;
    now += 10_000;
    await log.append(eventNumber(2));
    expect(log.stats().health).toEqual({ status: 'ok' });
    await log.close();
    expect(await reopenedTexts(disk)).toEqual(eventTexts(2));
  });

  it('that took acknowledged bytes away stops the log loudly', async () => {
    const disk = new SimulatedDisk();
    const log = await openOn(disk, { whenUnavailable: 'wait' });
    await log.append(eventNumber(1));
    disk.fault = ({ call, name }) => {
      if (call !== 'datasync' || name !== first) return;
      disk.fault = () => undefined;
      void disk.open(first, 'write').then((file) => file.truncate(200));
      throw failure('EIO');
    };
    const error = await log.append(eventNumber(2)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ reason: 'failed', cause: expect.any(EventLogDamaged) as unknown });
    expect(log.stats().health.status).toBe('failed');
    await expect(log.append(eventNumber(2))).rejects.toMatchObject({ reason: 'failed' });
    await log.close();
  });
});

describe('a write of which the disk takes only a part', () => {
  it('is completed', async () => {
    const disk = new SimulatedDisk();
    disk.largestWrite = 7;
    const log = await openOn(disk);
    await log.appendAll([eventNumber(1), eventNumber(2)]);
    await log.close();
    expect(await reopenedTexts(disk)).toEqual(eventTexts(2));
  });
});

describe('a full disk', () => {
  it('rejects what comes, says that it was not stored, and takes events again when there is space', async () => {
    let now = 0;
    const disk = new SimulatedDisk();
    const log = await openOn(disk, { now: () => new Date(now) });
    disk.capacity = 3_000;
    let stored = 0;
    const error = await (async () => {
      for (;;) {
        await log.append(eventNumber(stored + 1));
        stored += 1;
      }
    })().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ reason: 'disk-full', outcome: 'not-stored' });
    expect(stored).toBeGreaterThan(3);
    expect(log.stats()).toMatchObject({ count: stored, health: { status: 'degraded', reason: 'disk-full' } });
    expect(await allOf(log)).toEqual(eventTexts(stored));
    expect(disk.contents()[first]?.length).toBe(log.stats().bytes);
    disk.capacity = 100_000;
    now += 10_000;
    await log.append(eventNumber(stored + 1));
    expect(log.stats().health).toEqual({ status: 'ok' });
    await log.close();
    expect(await reopenedTexts(disk)).toEqual(eventTexts(stored + 1));
  });

  it('keeps a patient caller waiting until there is space, and its queue bounded', async () => {
    const disk = new SimulatedDisk();
    const pauses: number[] = [];
    const delay = async (milliseconds: number): Promise<void> => {
      pauses.push(milliseconds);
      if (pauses.length === 9) disk.capacity = 100_000;
    };
    const log = await openOn(disk, { whenUnavailable: 'wait', delay, queueBytes: 20_000 });
    disk.capacity = 2_000;
    const twenty = Array.from({ length: 20 }, (_, place) => eventNumber(place + 1));
    const waiting = log.appendAll(twenty);
    await expect(log.appendAll([...twenty, ...twenty])).rejects.toMatchObject({ reason: 'queue-full' });
    expect(await waiting).toHaveLength(20);
    expect(pauses).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000]);
    await log.close();
    expect(await reopenedTexts(disk)).toEqual(eventTexts(20));
  });

  it('does not keep the log from being closed', async () => {
    const disk = new SimulatedDisk();
    const delay = (_: number, signal: AbortSignal): Promise<void> =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
    const log = await openOn(disk, { whenUnavailable: 'wait', delay });
    await log.append(eventNumber(1));
    disk.capacity = 0;
    const waiting = log.append(eventNumber(2));
    const refused = expect(waiting).rejects.toMatchObject({ reason: 'closed', outcome: 'not-stored' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    await log.close();
    await refused;
    await expect(log.append(eventNumber(3))).rejects.toMatchObject({ reason: 'closed' });
    disk.capacity = 10_000;
    expect(await reopenedTexts(disk)).toEqual(eventTexts(1));
  });
});

describe('a loss of power', () => {
  it(
    'loses no acknowledged event and keeps a log that opens, in 500 states of the disk',
    { timeout: 60_000 },
    async () => {
      const random = new Random(testSeed);
      const limits = { segmentBytes: 6_000, lineBytes: 2_000, batchBytes: 4_000 };
      let torn = 0;
      for (let state = 0; state < 500; state += 1) {
        const disk = new SimulatedDisk();
        const log = await openOn(disk, { limits });
        let acknowledged = 0;
        let number = 0;
        const stopAfter = 3 + random.below(35);
        // Mostly where most is in the air: between a write and its sync.
        const anywhere = random.next() < 0.2;
        let lost: SimulatedDisk | undefined;
        let acknowledgedThen = 0;
        disk.fault = ({ call }) => {
          if (disk.calls.length < stopAfter || lost !== undefined || (call !== 'datasync' && !anywhere))
            return;
          lost = disk.afterPowerLoss(random);
          acknowledgedThen = acknowledged;
        };
        for (let batch = 0; batch < 12; batch += 1) {
          const events = Array.from({ length: 1 + random.below(6) }, () => eventNumber((number += 1)));
          await log.appendAll(events);
          acknowledged = number;
        }
        await log.close();
        lost ??= disk.afterPowerLoss(random);
        const again = await openOn(lost, { limits, knownDurable: acknowledgedThen });
        const texts = await allOf(again);
        if (again.cut !== undefined) torn += 1;
        const isWhole =
          texts.length >= acknowledgedThen &&
          texts.every((text, place) => text === eventNumber(place + 1).json);
        if (!isWhole)
          expect.fail(
            `state ${state}, seed ${testSeed}: ${acknowledgedThen} acknowledged, ${texts.length} left`,
          );
        await again.append(eventNumber(0));
        await again.close();
      }
      // A run in which hardly anything was torn would show nothing.
      expect(torn).toBeGreaterThan(100);
    },
  );

  it('after a start takes nothing of what that start could read', async () => {
    // Lines that a process wrote and did not live to sync: readable, and nowhere but in memory.
    const whole = (await logOf([1, 3])).contents()[first] ?? Buffer.alloc(0);
    for (let state = 0; state < 50; state += 1) {
      const disk = new SimulatedDisk();
      const file = await disk.open(first, 'create');
      await file.write(whole, 0);
      const log = await openOn(disk);
      expect(log.stats().count).toBe(4);
      const left = await openOn(disk.afterPowerLoss(new Random(state)), { knownDurable: 4 });
      expect(await allOf(left)).toEqual(eventTexts(4));
    }
  });

  it('after a start takes nothing of what a failed sync of the dead process had left readable', async () => {
    const disk = new SimulatedDisk();
    const log = await openOn(disk);
    await log.append(eventNumber(1));
    // The sync fails, its pages count as clean from then on, and the process dies before it can do anything about it.
    let isDead = false;
    disk.fault = ({ call }) => {
      isDead ||= call === 'datasync';
      if (isDead) throw failure('EIO');
    };
    await log.append(eventNumber(2)).catch(() => undefined);
    disk.fault = () => undefined;
    const again = await openOn(disk);
    expect(again.stats().count).toBe(2);
    const left = await openOn(disk.afterPowerLoss(new Random(1)), { knownDurable: 2 });
    expect(await allOf(left)).toEqual(eventTexts(2));
  });
});
