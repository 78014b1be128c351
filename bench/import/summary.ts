import { fileKinds, type FileKind } from './questions.js';
import { contestants, expectedChecksum } from './readers.js';

/** One file read by one reader in a process of its own. */
export interface Reading {
  readonly kind: FileKind;
  readonly rows: number;
  readonly reader: string;
  readonly round: number;
  /** From before loading the library to after the last row. */
  readonly milliseconds: number;
  /** Of all threads, the start of the process included. */
  readonly cpuMilliseconds: number;
  /** Resident, of the whole process. */
  readonly peakMebibytes: number;
  readonly rowsSeen: number;
  readonly checksum: string;
}

export interface Line {
  readonly kind: FileKind;
  readonly rows: number;
  readonly reader: string;
  readonly milliseconds: number;
  readonly cpuMilliseconds: number;
  readonly peakMebibytes: number;
  readonly isCorrect: boolean;
}

export interface Goal {
  readonly text: string;
  /** Ours as a share of what it is held against. */
  readonly share: number;
  readonly most: number;
}

export interface Summary {
  readonly lines: readonly Line[];
  readonly goals: readonly Goal[];
}

export function summarise(readings: readonly Reading[]): Summary {
  const groups = new Map<string, Reading[]>();
  for (const reading of readings) {
    const name = `${reading.kind} ${reading.rows} ${reading.reader}`;
    groups.set(name, [...(groups.get(name) ?? []), reading]);
  }
  const order = Object.keys(contestants);
  const lines = [...groups.values()]
    .map(summariseOne)
    .sort(
      (left, right) =>
        fileKinds.indexOf(left.kind) - fileKinds.indexOf(right.kind) ||
        left.rows - right.rows ||
        order.indexOf(left.reader) - order.indexOf(right.reader),
    );
  return { lines, goals: goals(lines) };
}

function summariseOne(readings: readonly Reading[]): Line {
  const [{ kind, rows, reader }] = readings as [Reading];
  return {
    kind,
    rows,
    reader,
    milliseconds: median(readings.map((reading) => reading.milliseconds)),
    cpuMilliseconds: median(readings.map((reading) => reading.cpuMilliseconds)),
    peakMebibytes: median(readings.map((reading) => reading.peakMebibytes)),
    isCorrect: readings.every(({ checksum }) => checksum === expectedChecksum(rows)),
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

const large = 100_000;
const medium = 10_000;

/** Only readers that saw the right cells are held against ours. */
function goals(lines: readonly Line[]): Goal[] {
  const find = (kind: FileKind, rows: number, reader: string): Line | undefined =>
    lines.find((line) => line.kind === kind && line.rows === rows && line.reader === reader);
  const ours = (kind: FileKind, rows: number): Line | undefined =>
    find(kind, rows, kind === 'csv' ? 'assay_csv' : 'assay');
  const peers = (kind: FileKind): Line[] =>
    lines.filter(
      (line) =>
        line.kind === kind && line.rows === large && line.isCorrect && !line.reader.startsWith('assay'),
    );
  const best = (kind: FileKind, key: 'milliseconds' | 'peakMebibytes'): Line | undefined =>
    peers(kind).toSorted((left, right) => left[key] - right[key])[0];
  const found: Goal[] = [];
  const compare = (
    text: string,
    key: 'milliseconds' | 'peakMebibytes',
    own: Line | undefined,
    other: Line | undefined,
    most: number,
  ): void => {
    if (own !== undefined && other !== undefined && own !== other) {
      const against = other.reader === own.reader ? '' : ` (${contestants[other.reader]?.name ?? ''})`;
      found.push({ text: `${text}${against}`, share: own[key] / other[key], most });
    }
  };
  const [shared, inline, csv] = [ours('shared', large), ours('inline', large), ours('csv', large)];
  const fastest = best('shared', 'milliseconds');
  compare('shared strings: time of the fastest peer', 'milliseconds', shared, fastest, 1);
  compare('shared strings: memory of the fastest peer', 'peakMebibytes', shared, fastest, 0.6);
  compare(
    'inline strings: time of the fastest peer',
    'milliseconds',
    inline,
    best('inline', 'milliseconds'),
    1,
  );
  compare(
    'inline strings: memory of the smallest peer',
    'peakMebibytes',
    inline,
    best('inline', 'peakMebibytes'),
    1,
  );
  compare('CSV: time of csv-parse alone', 'milliseconds', csv, find('csv', large, 'csv_parse'), 1.2);
  compare('CSV: memory of csv-parse alone', 'peakMebibytes', csv, find('csv', large, 'csv_parse'), 1.2);
  compare('inline strings: memory of 10,000 rows', 'peakMebibytes', inline, ours('inline', medium), 1.5);
  compare('CSV: memory of 10,000 rows', 'peakMebibytes', csv, ours('csv', medium), 1.5);
  return found;
}

export function meetsGoals({ lines, goals: all }: Summary): boolean {
  const isOursCorrect = lines.every((line) => line.isCorrect || !line.reader.startsWith('assay'));
  return isOursCorrect && all.every(({ share, most }) => share <= most);
}
