import type { LogFile, LogFiles } from '../../../src/eventrail/log/log-files.js';
import type { Random } from '../../corpus/random.js';

const sector = 512;

export interface DiskCall {
  readonly call: 'open' | 'write' | 'truncate' | 'datasync' | 'close' | 'rename' | 'remove' | 'syncFolder';
  readonly name: string;
  /** Which handle; 0 for calls on names. */
  readonly handle: number;
}

type Change =
  | { readonly kind: 'write'; readonly position: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly length: number };

interface File {
  /** What a reader sees. */
  seen: Buffer;
  /** What certainly survives a loss of power. */
  synced: Buffer;
  /** What a loss of power may keep, lose, or tear at sectors, in any order. */
  unsynced: Change[];
}

type NameChange = { readonly name: string; readonly file: File | undefined };

/**
 * A disk in memory that does what disks may: it forgets what was not synced, lands sectors in any order, takes a part of
 * a write, fills up, and reports an error of a sync once while calling the lost pages clean from then on.
 */
export class SimulatedDisk implements LogFiles {
  readonly calls: DiskCall[] = [];
  /** Bytes that all files together may have. */
  capacity = Number.POSITIVE_INFINITY;
  /** The most that one write takes. */
  largestWrite = Number.POSITIVE_INFINITY;
  /** Throws to let a call fail. A failed datasync loses what it should have written. */
  fault: (call: DiskCall) => void = () => undefined;
  readonly #files = new Map<string, File>();
  #syncedNames = new Map<string, File>();
  #unsyncedNames: NameChange[] = [];
  #handles = 0;

  static holding(contents: Readonly<Record<string, Uint8Array>>): SimulatedDisk {
    const disk = new SimulatedDisk();
    for (const [name, bytes] of Object.entries(contents)) {
      const file = { seen: Buffer.from(bytes), synced: Buffer.from(bytes), unsynced: [] };
      disk.#files.set(name, file);
      disk.#syncedNames.set(name, file);
    }
    return disk;
  }

  contents(): Record<string, Buffer> {
    return Object.fromEntries([...this.#files].map(([name, file]) => [name, Buffer.from(file.seen)]));
  }

  /** One of the states in which a loss of power at this moment may leave the disk. */
  afterPowerLoss(random: Random): SimulatedDisk {
    const names = new Map(this.#syncedNames);
    const kept = random.below(this.#unsyncedNames.length + 1);
    for (const { name, file } of this.#unsyncedNames.slice(0, kept)) {
      if (file === undefined) names.delete(name);
      else names.set(name, file);
    }
    return SimulatedDisk.holding(
      Object.fromEntries([...names].map(([name, file]) => [name, tornContent(file, random)])),
    );
  }

  async open(name: string, mode: 'read' | 'write' | 'create'): Promise<LogFile> {
    const handle = (this.#handles += 1);
    this.#call({ call: 'open', name, handle });
    let file = this.#files.get(name);
    if (mode === 'create') {
      if (file !== undefined) throw failure('EEXIST');
      file = { seen: Buffer.alloc(0), synced: Buffer.alloc(0), unsynced: [] };
      this.#rename(name, file);
    }
    if (file === undefined) throw failure('ENOENT');
    return this.#handleOf(file, name, handle);
  }

  async list(): Promise<string[]> {
    return [...this.#files.keys()];
  }

  async size(name: string): Promise<number> {
    const file = this.#files.get(name);
    if (file === undefined) throw failure('ENOENT');
    return file.seen.length;
  }

  async rename(from: string, to: string): Promise<void> {
    this.#call({ call: 'rename', name: from, handle: 0 });
    const file = this.#files.get(from);
    if (file === undefined) throw failure('ENOENT');
    this.#rename(to, file);
    this.#rename(from, undefined);
  }

  async remove(name: string): Promise<void> {
    this.#call({ call: 'remove', name, handle: 0 });
    if (!this.#files.has(name)) throw failure('ENOENT');
    this.#rename(name, undefined);
  }

  async syncFolder(): Promise<void> {
    this.#call({ call: 'syncFolder', name: '', handle: 0 });
    this.#syncedNames = new Map(this.#files);
    this.#unsyncedNames = [];
  }

  #handleOf(file: File, name: string, handle: number): LogFile {
    return {
      write: async (bytes, position) => {
        this.#call({ call: 'write', name, handle });
        const count = Math.min(bytes.length, this.largestWrite, this.#space(file, position));
        if (count <= 0) throw failure('ENOSPC');
        apply(file, { kind: 'write', position, bytes: Buffer.from(bytes.subarray(0, count)) });
        return count;
      },
      read: async (into, position) => {
        const bytes = file.seen.subarray(position, position + into.length);
        into.set(bytes);
        return bytes.length;
      },
      size: async () => file.seen.length,
      truncate: async (length) => {
        this.#call({ call: 'truncate', name, handle });
        apply(file, { kind: 'truncate', length });
      },
      datasync: async () => {
        try {
          this.#call({ call: 'datasync', name, handle });
          file.synced = file.unsynced.reduce(changed, file.synced);
        } finally {
          file.unsynced = [];
        }
      },
      close: async () => this.#call({ call: 'close', name, handle }),
    };
  }

  #space(file: File, position: number): number {
    const used = [...this.#files.values()].reduce((sum, { seen }) => sum + seen.length, 0);
    return this.capacity - used + Math.max(0, file.seen.length - position);
  }

  #rename(name: string, file: File | undefined): void {
    if (file === undefined) this.#files.delete(name);
    else this.#files.set(name, file);
    this.#unsyncedNames.push({ name, file });
  }

  #call(call: DiskCall): void {
    this.calls.push(call);
    this.fault(call);
  }
}

export function failure(code: string): Error {
  return Object.assign(new Error(`${code}: simulated`), { code });
}

function apply(file: File, change: Change): void {
  file.seen = changed(file.seen, change);
  file.unsynced.push(change);
}

function changed(bytes: Buffer, change: Change): Buffer {
  if (change.kind === 'truncate') return resized(bytes, change.length);
  const result = resized(bytes, Math.max(bytes.length, change.position + change.bytes.length));
  change.bytes.copy(result, change.position);
  return result;
}

function resized(bytes: Buffer, length: number): Buffer {
  const result = Buffer.alloc(length);
  bytes.copy(result, 0, 0, Math.min(length, bytes.length));
  return result;
}

/** Each sector of each unsynced write landed or did not; the length may have grown without the bytes. */
function tornContent(file: File, random: Random): Buffer {
  let bytes = file.synced;
  const chance = random.next();
  for (const change of file.unsynced) {
    if (change.kind === 'truncate') {
      if (random.next() < chance) bytes = changed(bytes, change);
      continue;
    }
    const end = change.position + change.bytes.length;
    for (let from = change.position; from < end;) {
      const to = Math.min(end, (Math.floor(from / sector) + 1) * sector);
      if (random.next() < chance) {
        const piece = change.bytes.subarray(from - change.position, to - change.position);
        bytes = changed(bytes, { kind: 'write', position: from, bytes: piece });
      }
      from = to;
    }
    if (random.next() < 0.2) bytes = resized(bytes, Math.max(bytes.length, end));
  }
  return bytes;
}
