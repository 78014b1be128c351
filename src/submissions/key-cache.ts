import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/database.js';
import type { ScorableItem } from '../scoring/score-attempt.js';
import { findPassMark, listKeyedItems } from './submissions.queries.js';

export interface KeyedVersion {
  readonly items: readonly ScorableItem[];
  readonly keys: ReadonlyMap<string, unknown>;
  readonly passMarkPercent: string | null;
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
    const version = {
      items: rows.map((row) => ({
        itemId: row.id,
        kind: row.kind,
        content: row.content,
        points: row.points,
      })),
      keys: new Map(rows.map((row) => [row.id, row.key])),
      passMarkPercent: await findPassMark(tx, employerId, versionId),
    };
    const oldest = this.versions.keys().next().value;
    if (this.versions.size >= versionsKept && oldest !== undefined) this.versions.delete(oldest);
    this.versions.set(cacheKey, version);
    return version;
  }
}
