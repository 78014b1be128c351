const width = 24;

/** How far a piece of work is: a bar where the end is known, a count where it is not. */
export function progressLine(what: string, done: number, total?: number): string {
  if (total === undefined || total <= 0) return `${what} ${done.toLocaleString('en-US')} rows`;
  const share = Math.min(1, done / total);
  const full = Math.round(share * width);
  return `${what} [${'#'.repeat(full)}${'.'.repeat(width - full)}] ${Math.floor(share * 100)} %`;
}

/** A line that is written over itself on a terminal; elsewhere, as in a log, nothing. */
export class ProgressLine {
  private isOpen = false;

  constructor(private readonly output: NodeJS.WriteStream) {}

  show(text: string): void {
    if (!this.output.isTTY) return;
    this.output.write(`\r\u001b[K${text}`);
    this.isOpen = true;
  }

  end(): void {
    if (this.isOpen) this.output.write('\r\u001b[K');
    this.isOpen = false;
  }
}
