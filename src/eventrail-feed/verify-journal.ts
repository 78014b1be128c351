import type { KeyObject } from 'node:crypto';
import { isId } from '../common/identifiers/identifiers.js';
import { createDataSource } from '../database/data-sources.js';
import { Database } from '../database/database.js';
import { existingLogFiles } from '../eventrail/log/log-files.js';
import { readLog } from '../eventrail/log/read-log.js';
import { logLimits } from '../eventrail/log/scan-segment.js';
import {
  type CheckpointFile,
  followLog,
  type FollowedChains,
  type LogVerdict,
  readCheckpoints,
  verdictOf,
} from '../eventrail/verify/verify-log.js';
import { checkpointChain } from './log-contents.js';
import { followDatabase } from './verify-database.js';

export interface VerifiedPlaces {
  /** Undefined: the database is left aside. */
  readonly databaseUrl: string | undefined;
  /** Undefined: the event log is left aside. */
  readonly folder: string | undefined;
}

/** Checks the journal where it is kept, and where it is kept twice that both are the same. Writes nothing anywhere. */
export async function verifyJournal(
  places: VerifiedPlaces,
  checkpointText: string,
  publicKey: KeyObject,
): Promise<LogVerdict> {
  const checkpoints = readCheckpoints(checkpointText, publicKey);
  const { databaseUrl, folder } = places;
  // The log first: what is added meanwhile is then in the database, which may hold more.
  const ofLog =
    folder === undefined ? undefined : await followLog(await existingLogFiles(folder), checkpoints);
  const ofDatabase =
    databaseUrl === undefined ? undefined : await followIn(databaseUrl, checkpoints, ofLog?.chains ?? []);
  return verdictOf(together(ofLog, ofDatabase), checkpoints);
}

async function followIn(
  url: string,
  { believed }: CheckpointFile,
  copies: FollowedChains['chains'],
): Promise<FollowedChains> {
  const source = await createDataSource({ url, role: 'assay_app', poolSize: 1 }).initialize();
  try {
    return await followDatabase(new Database(source, source), believed, copies);
  } finally {
    await source.destroy();
  }
}

function together(...found: readonly (FollowedChains | undefined)[]): FollowedChains {
  const places = found.filter((place) => place !== undefined);
  return {
    tamperings: places.flatMap(({ tamperings }) => tamperings),
    chains: places.flatMap(({ chains }) => chains),
    doubts: places.flatMap(({ doubts }) => doubts),
  };
}

/** The checkpoints in an event log, oldest first, one per line. */
export async function checkpointsIn(folder: string): Promise<string> {
  const lines: string[] = [];
  await readLog(await existingLogFiles(folder), {
    limits: logLimits,
    knownDurable: 0,
    onRecord: ({ chain, data }) =>
      void (chain === checkpointChain && lines.push(`${data.toString('utf8')}\n`)),
  });
  return lines.join('');
}

/** For the person at the terminal. */
export function describeVerdict({ verdict, tamperings, chains, doubts }: LogVerdict): string {
  const named = (chain: string): string => (isId(chain) ? `employer ${chain}` : chain);
  const lines = tamperings.map(({ chain, firstBad, badBy, detail }) => {
    const place = firstBad === badBy ? `event ${firstBad}` : `one of the events ${firstBad} to ${badBy}`;
    return `  ${named(chain)}: ${place}. ${detail}`;
  });
  const erased = chains.flatMap(({ chain, erased: events }) =>
    events.map((sequence) => `  ${named(chain)}: the payload of event ${sequence} was erased.`),
  );
  const counted = `${chains.length} chains whole, ${chains.filter(({ vouchedTo }) => vouchedTo > 0).length} with a checkpoint.`;
  return [`${verdict}: ${counted}`, ...lines, ...doubts.map((doubt) => `  ${doubt}`), ...erased, ''].join(
    '\n',
  );
}
