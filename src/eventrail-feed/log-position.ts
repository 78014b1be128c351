/** How far the journal was stored in which log, as it stands with the feeder's cursor. */
export interface LogPosition {
  readonly log: string;
  readonly seq: number;
}

const positionForm = /^([0-9a-f]{32}):([1-9]\d{0,15})$/;

export function formatPosition({ log, seq }: LogPosition): string {
  return `${log}:${seq}`;
}

export function parsePosition(text: string): LogPosition {
  const [, log, seq] = positionForm.exec(text) ?? [];
  if (log === undefined || seq === undefined) throw new Error(`"${text}" is no position in an event log`);
  return { log, seq: Number(seq) };
}
