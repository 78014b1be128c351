import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface ProcessIdentity {
  /** Differs for two processes that had the same number one after the other, also across a reboot. */
  readonly startedAt: string;
  readonly userId: number;
  readonly command: string;
}

/** Who runs under this process number now; undefined when nobody does. */
export async function identifyProcess(processId: number): Promise<ProcessIdentity | undefined> {
  try {
    return process.platform === 'linux' ? await fromProc(processId) : await fromPs(processId);
  } catch {
    return undefined;
  }
}

async function fromProc(processId: number): Promise<ProcessIdentity | undefined> {
  const directory = `/proc/${processId}`;
  const [statistics, command, owner, boot] = await Promise.all([
    readFile(`${directory}/stat`, 'utf8'),
    readFile(`${directory}/cmdline`, 'utf8'),
    stat(directory),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
  ]);
  // The second field is the program's name in parentheses and may itself contain blanks.
  const fields = statistics.slice(statistics.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  if (state === 'Z' || state === 'X') return undefined;
  return {
    startedAt: `${boot.trim()}/${fields[19] ?? ''}`,
    userId: owner.uid,
    command: command.replaceAll('\0', ' ').trimEnd(),
  };
}

async function fromPs(processId: number): Promise<ProcessIdentity | undefined> {
  const { stdout } = await run('ps', ['-ww', '-o', 'uid=,state=,lstart=,command=', '-p', String(processId)], {
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
  });
  const match = /^\s*(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.*)$/.exec(stdout.trimEnd());
  if (!match || match[2]?.startsWith('Z')) return undefined;
  return { userId: Number(match[1]), startedAt: match[3] ?? '', command: match[4] ?? '' };
}
