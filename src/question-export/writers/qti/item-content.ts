import { xmlText } from '../xml-text.js';

/**
 * A plain text as content of QTI, which is HTML: line breaks as elements, and blanks that would be laid out as one as
 * blanks that are not.
 */
export function flowingText(text: string): string {
  return text
    .split('\n')
    .map((line) => xmlText(line.replace(/^ | (?= )/g, '\u00A0')))
    .join('<br/>');
}

/** What a reader of HTML lays out in another way: tabs, blanks at the end of a line, more than one blank line. */
export function hasLostSpace(text: string): boolean {
  return /[\t\f\u00A0]|\s\n|\n{3}/.test(text);
}
