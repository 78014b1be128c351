import { EventLog, type EventLogOptions } from '../../../src/eventrail/log/event-log.js';
import { SimulatedDisk } from './simulated-disk.js';

const noLock = { release: async () => undefined };

/** What a log must keep unchanged: accents, an emoji, separators that some take for line ends, and lines that are no lines. */
export const hostileTexts: readonly string[] = [
  'é',
  '🎉',
  'before\u2028after\u2029end\u0085',
  'first\nsecond\r\nthird',
  `{"v":1,"seq":2,"data":0}\n{"v":1,"seq":3,"time":"2026-01-01T00:00:00.000Z","durable":2,"prev":"${'0'.repeat(64)}","data":1,"hash":"${'0'.repeat(64)}"}\n`,
  ',"hash":"',
  '__proto__',
  '\u0000\u0001\u001f\u007f',
  '\\u000a\\n"\\',
  '',
];

export function openOn(disk: SimulatedDisk, options: Partial<EventLogOptions> = {}): Promise<EventLog> {
  return EventLog.open({
    folder: '/simulated',
    whenUnavailable: 'reject',
    files: disk,
    lock: async () => noLock,
    now: () => new Date('2026-01-01T00:00:00.000Z'),
    delay: async () => undefined,
    ...options,
  });
}

export function eventNumber(number: number): { readonly json: string } {
  const text = hostileTexts[number % hostileTexts.length];
  return { json: JSON.stringify({ number, text }) };
}

/** A log on a simulated disk, of `batches.length` batches of so many events each. */
export async function logOf(
  batches: readonly number[],
  options: Partial<EventLogOptions> = {},
): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk();
  const log = await openOn(disk, options);
  let number = 0;
  for (const size of batches) {
    await log.appendAll(
      Array.from({ length: size }, () => {
        number += 1;
        return eventNumber(number);
      }),
    );
  }
  await log.close();
  return disk;
}

/** All events of the log, as their JSON texts, read one by one. */
export async function allOf(log: EventLog): Promise<string[]> {
  const texts: string[] = [];
  for (let seq = 1; seq <= log.stats().lastSeq; seq += 1)
    texts.push((await log.read(seq))?.json ?? 'missing');
  return texts;
}

export function eventTexts(count: number): string[] {
  return Array.from({ length: count }, (_, place) => eventNumber(place + 1).json);
}
