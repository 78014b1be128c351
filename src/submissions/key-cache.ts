import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/database.js';
import { VersionScorer } from '../scoring/score-attempt.js';
import { findScoringVersion, listKeyedItems } from './submissions.queries.js';

export interface KeyedVersion {
  /** How many key rows the version had: as long as it has no more, these are the newest keys. */
  readonly keyCount: number;
  readonly scorer: VersionScorer;
  /** In hexadecimal, as it stands on the receipt. */
  readonly contentHash: string;
}

const versionsKept = 200;

/**
 * Items and keys of a version, read once. Keys are append-only, so the number of key rows, which the database compares when
 * an attempt ends, tells whether a correction has come since: a stale key can never score.
 */
@Injectable()
export class KeyCache {
  private readonly versions = new Map<string, KeyedVersion>();

  /** What is kept of the version, to be compared with the database by its number of keys. */
  kept(employerId: string, versionId: string): KeyedVersion | undefined {
    return this.versions.get(`${employerId}/${versionId}`);
  }

  async get(tx: Tx, employerId: string, versionId: string, keyCount: number): Promise<KeyedVersion> {
    const kept = this.kept(employerId, versionId);
    if (kept?.keyCount === keyCount) return kept;
    const rows = await listKeyedItems(tx, employerId, versionId);
    const policy = await findScoringVersion(tx, employerId, versionId);
    if (!policy) throw new Error('An attempt has no version.');
    const version = {
      keyCount,
      scorer: new VersionScorer(
        rows.map((row) => ({ itemId: row.id, kind: row.kind, content: row.content, points: row.points })),
        new Map(rows.map((row) => [row.id, row.key])),
        { passMarkPercent: policy.pass_mark_percent },
      ),
      contentHash: policy.content_sha256.toString('hex'),
    };
    const oldest = this.versions.keys().next().value;
    if (this.versions.size >= versionsKept && oldest !== undefined) this.versions.delete(oldest);
    this.versions.set(`${employerId}/${versionId}`, version);
    return version;
  }
}
