import { readFileSync, readdirSync } from 'node:fs';

/** The kernel's tick; USER_HZ is 100 on every platform that Node runs on. */
const tickMicroseconds = 10_000;

interface ProcessTimes {
  readonly parent: number;
  readonly own: number;
  /** Of children that have ended and were waited for. */
  readonly ended: number;
}

function timesOf(processId: number | string): ProcessTimes | undefined {
  try {
    const text = readFileSync(`/proc/${processId}/stat`, 'latin1');
    // The name in parentheses may hold blanks; the fields are counted from its end.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const at = (index: number): number => Number(fields[index - 3]) * tickMicroseconds;
    return { parent: Number(fields[1]), own: at(14) + at(15), ended: at(16) + at(17) };
  } catch {
    return undefined;
  }
}

/** CPU of a process with all its children, those that have ended included; never goes back. */
function familyMicroseconds(processId: number): number {
  for (;;) {
    const before = timesOf(processId);
    if (!before) return 0;
    const children = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => timesOf(name))
      .filter((times) => times?.parent === processId);
    // A child that was waited for in between would be counted twice or not at all.
    if (timesOf(processId)?.ended !== before.ended) continue;
    return children.reduce((sum, times) => sum + (times?.own ?? 0), before.own + before.ended);
  }
}

/** Of the whole machine, without idle and waiting for the disk; time stolen by the host counts as foreign work. */
function machineMicroseconds(): number {
  const fields = readFileSync('/proc/stat', 'latin1').split('\n', 1)[0]!.split(/\s+/).slice(1).map(Number);
  const [user = 0, nice = 0, system = 0, , , interrupts = 0, softInterrupts = 0, steal = 0] = fields;
  return (user + nice + system + interrupts + softInterrupts + steal) * tickMicroseconds;
}

export interface CpuReading {
  readonly server: number;
  readonly postgres: number;
  readonly load: number;
  /** Everything else on the machine, in cores. */
  readonly foreignCores: number;
}

export interface CpuWatch {
  stop(): CpuReading;
}

/**
 * @param serverId the process under load, or undefined where PostgreSQL is asked directly
 * @param idle our other processes, whose CPU is not foreign
 */
export function watchCpu(
  postmasterId: number,
  serverId: number | undefined,
  idle: readonly number[],
): CpuWatch {
  const read = () => {
    const harness = timesOf(process.pid);
    return {
      at: process.hrtime.bigint(),
      machine: machineMicroseconds(),
      server: serverId === undefined ? 0 : (timesOf(serverId)?.own ?? 0),
      postgres: familyMicroseconds(postmasterId),
      harness: harness?.own ?? 0,
      load: harness?.ended ?? 0,
      idle: idle.reduce((sum, processId) => sum + (timesOf(processId)?.own ?? 0), 0),
    };
  };
  const before = read();
  return {
    stop() {
      const after = read();
      const spent = (name: 'machine' | 'server' | 'postgres' | 'harness' | 'load' | 'idle'): number =>
        after[name] - before[name];
      const ours = spent('server') + spent('postgres') + spent('harness') + spent('load') + spent('idle');
      const microseconds = Number(after.at - before.at) / 1_000;
      return {
        server: spent('server'),
        postgres: spent('postgres'),
        load: spent('load'),
        foreignCores: Math.max(0, spent('machine') - ours) / microseconds,
      };
    },
  };
}
