import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  allOf,
  eventNumber,
  eventTexts,
  hostileTexts,
  openOn,
} from '../../../test/support/eventrail/sample-log.js';
import { SimulatedDisk } from '../../../test/support/eventrail/simulated-disk.js';
import { EventLog } from './event-log.js';
import { EventRefused } from './event-log-errors.js';
import { segmentName } from './log-names.js';
import { logLimits } from './scan-segment.js';

const first = segmentName(1);

describe('the event log on a real disk', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'log-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('keeps every event through closing and opening, over several segments, and tells where it stopped', async () => {
    const options = {
      folder,
      whenUnavailable: 'reject',
      limits: { segmentBytes: 5_000, lineBytes: 2_000, batchBytes: 2_000 },
    } as const;
    for (let round = 0; round < 4; round += 1) {
      const seen: number[] = [];
      const log = await EventLog.open({ ...options, onRecord: ({ seq }) => seen.push(seq) });
      expect(seen).toEqual(Array.from({ length: round * 10 }, (_, place) => place + 1));
      await Promise.all(
        Array.from({ length: 10 }, (_, place) => log.append(eventNumber(round * 10 + place + 1))),
      );
      await log.close();
    }
    const log = await EventLog.open(options);
    expect(await allOf(log)).toEqual(eventTexts(40));
    const names = (await readdir(folder)).filter((name) => name.endsWith('.ndjson'));
    const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
    expect(names.length).toBeGreaterThan(2);
    expect(log.stats()).toMatchObject({
      count: 40,
      firstSeq: 1,
      lastSeq: 40,
      durableSeq: 40,
      segments: names.length,
      bytes: sizes.reduce((sum, size) => sum + size, 0),
      health: { status: 'ok' },
    });
    expect((await stat(join(folder, names[0] ?? ''))).mode & 0o077).toBe(0);
    await log.close();
  });

  it('holds any text in one line, unchanged', async () => {
    const log = await EventLog.open({ folder, whenUnavailable: 'reject' });
    const texts = hostileTexts.flatMap((text) => [JSON.stringify(text), JSON.stringify({ [text]: [text] })]);
    const exact = [
      '12345678901234567890.10',
      '{"a":1,"a":2,"__proto__":{}}',
      '"\\ud800"',
      ' [ 1 , 2 ] ',
      '"\u2028"',
      'null',
    ];
    await log.appendAll([...texts, ...exact].map((json) => ({ json })));
    const pretty = JSON.stringify({ a: 'é', b: ['x\ny'] }, undefined, 2).replaceAll('\n', '\r\n');
    const { seq } = await log.append({ json: pretty });
    await log.close();
    const lines = (await readFile(join(folder, first), 'utf8')).split('\n');
    expect(lines).toHaveLength(seq + 2);
    for (const line of lines.slice(0, -1)) expect(() => JSON.parse(line) as unknown).not.toThrow();
    const again = await EventLog.open({ folder, whenUnavailable: 'reject' });
    expect((await allOf(again)).slice(0, -1)).toEqual([...texts, ...exact]);
    expect(JSON.parse((await again.read(seq))?.json ?? '')).toEqual({ a: 'é', b: ['x\ny'] });
    await again.close();
  });
});

describe('appending', () => {
  it('puts what comes together into one write and one sync, acknowledges after it, in the order of the calls', async () => {
    const disk = new SimulatedDisk();
    const log = await openOn(disk);
    await log.append(eventNumber(0));
    const from = disk.calls.length;
    const order: number[] = [];
    let syncedAtFirstAnswer = 0;
    const appends = Array.from({ length: 50 }, async (_, place) => {
      const { seq } = await log.append(eventNumber(place));
      syncedAtFirstAnswer ||= disk.calls.slice(from).filter(({ call }) => call === 'datasync').length;
      order.push(seq);
    });
    await Promise.all(appends);
    const calls = disk.calls.slice(from).filter(({ name }) => name === first);
    expect(calls.map(({ call }) => call)).toEqual(['write', 'datasync']);
    expect(syncedAtFirstAnswer).toBe(1);
    expect(order).toEqual(Array.from({ length: 50 }, (_, place) => place + 2));
    await log.close();
  });

  it('creates a segment, writes its header, syncs file and folder, and only then an event', async () => {
    const disk = new SimulatedDisk();
    const log = await openOn(disk);
    await log.append(eventNumber(0));
    const calls = disk.calls.filter(({ name }) => !name.endsWith('.idx')).map(({ call }) => call);
    expect(calls).toEqual(['open', 'write', 'datasync', 'syncFolder', 'write', 'datasync']);
    await log.close();
  });

  it('shows nothing before it is on disk, and figures of one moment', async () => {
    const disk = new SimulatedDisk();
    const log = await openOn(disk);
    await log.append(eventNumber(1));
    const before = log.stats();
    const seen: unknown[] = [];
    disk.fault = ({ call, name }) => {
      if (call === 'datasync' && name === first) seen.push(log.stats(), log.read(2));
    };
    await log.append(eventNumber(2));
    expect(seen[0]).toEqual(before);
    expect(await seen[1]).toBeUndefined();
    expect(log.stats()).toMatchObject({ count: 2, lastSeq: 2 });
    for (const seq of [0, -1, 3, 1.5, Number.NaN, 2 ** 60]) expect(await log.read(seq)).toBeUndefined();
    await log.close();
  });

  it('refuses what it could not give back, and then stores nothing of that call', async () => {
    const log = await openOn(new SimulatedDisk());
    const refused: readonly (readonly [string, object])[] = [
      ['not-json', { json: '' }],
      ['not-json', { json: '{"a":1}\n{"b":2}' }],
      ['not-json', { json: '\uFEFF{}' }],
      ['not-json', { json: '"\uD800"' }],
      ['not-json', { json: '"a\nb"' }],
      ['too-large', { json: JSON.stringify('x'.repeat(logLimits.lineBytes)) }],
      ['too-large', { json: JSON.stringify('é'.repeat(logLimits.lineBytes / 2)) }],
      ['bad-chain', { json: '1', chain: '' }],
      ['bad-chain', { json: '1', chain: '","seq":9,"' }],
      ['bad-chain', { json: '1', chain: 'x'.repeat(65) }],
    ];
    for (const [code, event] of refused) {
      const error = await log
        .appendAll([{ json: '1' }, event as { json: string }])
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(EventRefused);
      expect(error).toMatchObject({ code });
    }
    expect(log.stats().count).toBe(0);
    const largest = JSON.stringify('x'.repeat(logLimits.lineBytes - 402));
    await log.append({ json: largest, chain: 'x'.repeat(64) });
    expect((await log.read(1))?.json).toBe(largest);
    await log.close();
  });

  it('stores an event of the largest size among small ones, and reads all of them after a start', async () => {
    const disk = new SimulatedDisk();
    const log = await openOn(disk);
    const texts = Array.from({ length: 12 }, (_, place) =>
      JSON.stringify('🎉'.repeat(place % 3 === 0 ? 260_000 : 1)),
    );
    await log.appendAll(texts.map((json) => ({ json })));
    await log.close();
    const again = await openOn(disk);
    const read = await allOf(again);
    expect(read.every((text, place) => text === texts[place])).toBe(true);
    expect(read).toHaveLength(12);
    await again.close();
  });
});
