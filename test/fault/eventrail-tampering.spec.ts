import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isTampering, verifyJournalChain } from '../../src/eventrail/verify/chain-verifier.js';
import { checkpointLine, signCheckpoint } from '../../src/eventrail/verify/checkpoint.js';
import type { JournalEntry } from '../../src/eventrail/verify/journal-entry.js';
import { readCheckpoints } from '../../src/eventrail/verify/verify-log.js';
import { Random } from '../corpus/random.js';
import { journalTamperings } from '../support/eventrail/journal-tamperings.js';
import { StoredJournal } from '../support/eventrail/stored-journal.js';
import { TrailBench } from '../support/eventrail/trail-bench.js';
import { testSeed } from '../support/seed.js';
import { testSigningKey } from '../support/test-key.js';

const wantedEvents = Number(process.env['ASSAY_TEST_TAMPERED_EVENTS'] ?? 2_000);
const wantedTamperings = Number(process.env['ASSAY_TEST_TAMPERINGS'] ?? 100);

/** A copy of a journal as PostgreSQL numbered and hashed it, and one checkpoint of its end that was kept outside. */
describe(`${wantedTamperings} tamperings of a journal of ${wantedEvents} events (seed ${testSeed})`, () => {
  let bench: TrailBench;
  let employerId: string;
  let entries: JournalEntry[];
  beforeAll(async () => {
    bench = await TrailBench.open();
    employerId = await bench.bench.employer();
    for (let written = 0; written < wantedEvents; written += 500) await bench.happen(employerId, 500);
    entries = await new StoredJournal(bench.admin, employerId).read();
  }, 120_000);
  afterAll(() => bench.close());

  it('are all found', { timeout: 900_000 }, () => {
    const { sequence, hash } = entries.at(-1)!;
    expect(sequence).toBeGreaterThanOrEqual(wantedEvents);
    const signed = signCheckpoint(testSigningKey, {
      chain: employerId,
      sequence,
      hash,
      time: new Date().toISOString(),
    });
    const { believed } = readCheckpoints(checkpointLine(signed), createPublicKey(testSigningKey));
    expect(isTampering(verifyJournalChain(employerId, entries, believed))).toBe(false);
    const random = new Random(testSeed);
    const ways = Object.entries(journalTamperings(employerId));
    const missed: string[] = [];
    for (let round = 0; round < wantedTamperings; round += 1) {
      const [way, tamper] = ways[round % ways.length]!;
      if (!isTampering(verifyJournalChain(employerId, tamper([...entries], random), believed)))
        missed.push(`round ${round}: ${way}`);
    }
    expect(missed).toEqual([]);
  });
});
