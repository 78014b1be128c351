import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/database.js';
import type { ScorableItem } from '../scoring/score-attempt.js';
import { findScoringVersion, listKeyedItems } from './submissions.queries.js';

export interface KeyedVersion {
  readonly items: readonly ScorableItem[];
  readonly keys: ReadonlyMap<string, unknown>;
  readonly passMarkPercent: string | null;
  /** In hexadecimal, as it stands on the receipt. */
  readonly contentHash: string;
}

const versionsKept = 200;

/**
 * Items and keys of a version, read once. Keys are append-only, so the number of key rows, which the lock of the
 * attempt reads along, tells whether a correction has come since: a stale key can never score.
 */
@Injectable()
export class KeyCache {
  private readonly versions = new Map<string, KeyedVersion>();

  async get(tx: Tx, employerId: string, versionId: string, keyCount: number): Promise<KeyedVersion> {
    const cacheKey = `${employerId}/${versionId}/${keyCount}`;
    const kept = this.versions.get(cacheKey);
    if (kept) return kept;
    const rows = await listKeyedItems(tx, employerId, versionId);
    const policy = await findScoringVersion(tx, employerId, versionId);
    if (!policy) throw new Error('An attempt has no version.');
    const version = {
      items: rows.map((row) => ({
        itemId: row.id,
        kind: row.kind,
        content: row.content,
        points: row.points,
      })),
      keys: new Map(rows.map((row) => [row.id, row.key])),
      passMarkPercent: policy.pass_mark_percent,
      contentHash: policy.content_sha256.toString('hex'),
    };
    const oldest = this.versions.keys().next().value;
    if (this.versions.size >= versionsKept && oldest !== undefined) this.versions.delete(oldest);
    this.versions.set(cacheKey, version);
    return version;
  }
}
