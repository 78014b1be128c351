/**
 * Builds plain text as a page lays it out: white space collapses, blocks begin on lines of their own, at most one blank
 * line stands between them.
 */
export class PlainLines {
  private readonly pieces: string[] = [];
  /** Line breaks owed before the next text. */
  private owedBreaks = 0;
  private owesSpace = false;
  private isPreserving = 0;
  private hasText = false;
  /** Goes in front of the next text: a bullet, a bar between cells. */
  private owedMark = '';

  /** `separation`: 1 for a new line, 2 for a blank line in between. */
  separate(separation: 1 | 2): void {
    if (this.owedMark === '') {
      this.owedBreaks = Math.max(this.owedBreaks, separation);
      this.owesSpace = false;
    }
  }

  /** Goes on in the line: a paragraph inside a table cell ends no row. */
  join(): void {
    this.owedBreaks = 0;
  }

  /** Written as it is before the next text; without a text it is never written. */
  mark(mark: string): void {
    this.owedMark += mark;
    this.owesSpace = false;
  }

  dropMark(): void {
    this.owedMark = '';
  }

  lineBreak(): void {
    if (this.hasText) {
      this.settle();
      this.pieces.push('\n');
    }
    this.owesSpace = false;
  }

  /** White space as written, as in `<pre>`, until `collapse`. */
  preserve(): void {
    this.isPreserving += 1;
  }

  collapse(): void {
    this.isPreserving = Math.max(0, this.isPreserving - 1);
  }

  add(text: string): void {
    if (this.isPreserving > 0) {
      this.write(text.replace(/\r\n?/g, '\n'));
      return;
    }
    const collapsed = text.replace(/[ \t\r\n\f]+/g, ' ');
    const bare = collapsed.trim() === '' ? '' : withoutOuterBlanks(collapsed);
    if (bare === '') {
      this.owesSpace ||= collapsed.includes(' ');
      if (collapsed.includes('\u00A0')) {
        this.write(collapsed.replaceAll('\u00A0', ' '));
      }
      return;
    }
    this.owesSpace ||= collapsed.startsWith(' ');
    this.write(bare.replaceAll('\u00A0', ' '));
    this.owesSpace = collapsed.endsWith(' ');
  }

  /** Grows with every text written. */
  get position(): number {
    return this.pieces.length;
  }

  /** Where the next text will begin, for `takeFrom`. */
  begin(): number {
    this.settle();
    return this.position;
  }

  /** Takes back what was written since that position. */
  takeFrom(position: number): string {
    return this.pieces.splice(position).join('');
  }

  toString(): string {
    return this.pieces
      .join('')
      .split('\n')
      .map((line) => line.trimEnd())
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
  }

  private write(text: string): void {
    if (text === '') {
      return;
    }
    this.settle();
    this.pieces.push(text);
    this.hasText = true;
  }

  private settle(): void {
    if (this.hasText && this.owedBreaks > 0) {
      this.pieces.push('\n'.repeat(this.owedBreaks));
    } else if (this.hasText && this.owesSpace) {
      this.pieces.push(' ');
    }
    if (this.owedMark !== '') {
      this.pieces.push(this.owedMark);
      this.owedMark = '';
      this.hasText = true;
    }
    this.owedBreaks = 0;
    this.owesSpace = false;
  }
}

/** Not trim(): a no-break space is text that an author typed. */
function withoutOuterBlanks(collapsed: string): string {
  return collapsed.slice(collapsed.startsWith(' ') ? 1 : 0, collapsed.endsWith(' ') ? -1 : undefined);
}
