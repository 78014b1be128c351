import { mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** An open file. Positions and lengths are bytes. */
export interface LogFile {
  /** How many bytes were written: may be fewer than given, as the operating system's call may. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** How many bytes were read; 0 at the end. */
  read(into: Uint8Array, position: number): Promise<number>;
  size(): Promise<number>;
  truncate(length: number): Promise<void>;
  /** The bytes and the length are on disk when this returns. */
  datasync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * All that the log asks of a disk, so that a test can be a disk that fails, tears and forgets. A name never contains a
 * folder. 'create' fails with EEXIST if the name is taken; 'read' and 'write' fail with ENOENT if it is not.
 */
export interface LogFiles {
  open(name: string, mode: 'read' | 'write' | 'create'): Promise<LogFile>;
  list(): Promise<string[]>;
  size(name: string): Promise<number>;
  rename(from: string, to: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** The names are on disk when this returns. */
  syncFolder(): Promise<void>;
}

/** Makes the folder if need be, readable for its owner only: events name people. */
export async function logFilesIn(folder: string): Promise<LogFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return filesOf(folder);
}

/** For readers: a folder that is not there is an error, not an empty log. */
export async function existingLogFiles(folder: string): Promise<LogFiles> {
  await readdir(folder);
  return filesOf(folder);
}

function filesOf(folder: string): LogFiles {
  const flags = { read: 'r', write: 'r+', create: 'wx+' } as const;
  return {
    async open(name, mode) {
      const handle = await open(join(folder, name), flags[mode], 0o600);
      return {
        write: async (bytes, position) => (await handle.write(bytes, 0, bytes.length, position)).bytesWritten,
        read: async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
        size: async () => (await handle.stat()).size,
        truncate: (length) => handle.truncate(length),
        datasync: () => handle.datasync(),
        close: () => handle.close(),
      };
    },
    list: () => readdir(folder),
    size: async (name) => (await stat(join(folder, name))).size,
    rename: (from, to) => rename(join(folder, from), join(folder, to)),
    remove: (name) => unlink(join(folder, name)),
    async syncFolder() {
      const handle = await open(folder, 'r');
      try {
        await handle.sync();
      } finally {
        await handle.close();
      }
    },
  };
}

/** Writes all of it, however often the operating system writes only a part. */
export async function writeFully(file: LogFile, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const count = await file.write(bytes.subarray(written), position + written);
    // A write of nothing that is no error would be repeated for ever.
    if (count <= 0) throw new Error('the disk took none of the bytes and named no error');
    written += count;
  }
}

/** The bytes from `position`, as many as there are, at most `length`. */
export async function readUpTo(file: LogFile, position: number, length: number): Promise<Buffer> {
  const into = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const count = await file.read(into.subarray(read), position + read);
    if (count <= 0) break;
    read += count;
  }
  return into.subarray(0, read);
}

export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
