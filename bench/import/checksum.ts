/**
 * What a reader saw, in one number: every row, column and character counts. The work is the same for every reader, so
 * that it shifts all their times alike.
 */
export class Checksum {
  private hash = 17;
  rows = 0;
  cells = 0;

  /** Blank cells at the end of a row do not count: some readers keep them, others do not. */
  addRow(cells: readonly unknown[]): void {
    let length = cells.length;
    while (length > 0 && isBlank(cells[length - 1])) {
      length -= 1;
    }
    this.rows += 1;
    this.cells += length;
    let { hash } = this;
    for (let column = 0; column < length; column++) {
      const cell = cells[column];
      const text = typeof cell === 'string' ? cell : isBlank(cell) ? '' : String(cell);
      for (let index = 0; index < text.length; index++) {
        hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0;
      }
      hash = (Math.imul(hash, 31) + 0x1f) | 0;
    }
    this.hash = (Math.imul(hash, 31) + 0x1e) | 0;
  }

  toString(): string {
    return (this.hash >>> 0).toString(16).padStart(8, '0');
  }
}

function isBlank(cell: unknown): boolean {
  return cell === null || cell === undefined || cell === '';
}
