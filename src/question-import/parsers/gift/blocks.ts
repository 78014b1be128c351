import { categoryPath } from '../moodle-xml/category-path.js';
import { tooLarge } from '../import-refused.js';
import { linesOf } from '../whole-text.js';
import { findSign } from './escapes.js';

/** One question as the file holds it: its lines without comments, and the comments above and inside. */
export interface GiftBlock {
  /** Where its text begins, from 1. */
  readonly line: number;
  readonly text: string;
  readonly comments: readonly string[];
  readonly category: string | undefined;
  /** What was put right to read it. */
  readonly repairs: readonly ('blank_line_in_answers' | 'missing_blank_line')[];
}

interface Line {
  readonly number: number;
  readonly text: string;
  readonly isComment: boolean;
}

interface Paragraph {
  lines: Line[];
  readonly category: string | undefined;
  /** Whether the answers of the question are open: an unescaped `{` without its `}`. */
  braces: 'none' | 'open' | 'closed';
  /** Where another question may begin without a blank line: behind a line that ends with the closing brace. */
  splitAt: number | undefined;
  readonly repairs: ('blank_line_in_answers' | 'missing_blank_line')[];
}

const categoryLine = /^\s*\$CATEGORY:\s*(.*)$/i;

/**
 * Cuts a GIFT file into its questions. Blank lines separate them. Where the closing brace of one stands behind a
 * blank line they are joined, where a blank line is missing they are cut; both only where there is no other way
 * to read the file.
 */
export function giftBlocks(text: string, mostQuestions: number): GiftBlock[] {
  return joined(readParagraphs(text, mostQuestions * 4)).map(({ lines, category, repairs }) => {
    const content = lines.filter(({ isComment }) => !isComment);
    return {
      line: content[0]?.number ?? 1,
      text: content.map((line) => line.text).join('\n'),
      comments: lines.filter(({ isComment }) => isComment).map((line) => line.text),
      category,
      repairs,
    };
  });
}

function readParagraphs(text: string, most: number): Paragraph[] {
  const done: Paragraph[] = [];
  let category: string | undefined;
  let current = emptyParagraph(category);
  const finish = (): void => {
    if (current.lines.some(({ isComment }) => !isComment)) {
      done.push(current);
    }
    if (done.length > most) {
      throw tooLarge(
        'The file has more questions than can be imported at once. Split it into several files.',
      );
    }
    current = emptyParagraph(category);
  };
  for (const { text: line, number } of linesOf(text)) {
    if (line.trim() === '') {
      finish();
      continue;
    }
    const isComment = line.trimStart().startsWith('//');
    const named = isComment || current.braces === 'open' ? null : categoryLine.exec(line);
    if (named !== null) {
      finish();
      category = categoryPath(named[1] ?? '');
      current = emptyParagraph(category);
      continue;
    }
    const rest = addLine(current, { number, text: line, isComment });
    if (rest !== undefined) {
      done.push(current);
      current = rest;
    }
  }
  finish();
  return done;
}

function emptyParagraph(category: string | undefined): Paragraph {
  return { lines: [], category, braces: 'none', splitAt: undefined, repairs: [] };
}

/** Adds the line, and gives the new paragraph where another question begins here without a blank line before it. */
function addLine(paragraph: Paragraph, line: Line): Paragraph | undefined {
  if (line.isComment) {
    paragraph.lines.push(line);
    return undefined;
  }
  const splitAt = placeToSplit(paragraph, line.text);
  if (splitAt !== undefined) {
    const rest = emptyParagraph(paragraph.category);
    rest.lines = paragraph.lines.splice(splitAt);
    rest.repairs.push('missing_blank_line');
    addLine(rest, line);
    return rest;
  }
  const wasClosed = paragraph.braces === 'closed';
  paragraph.lines.push(line);
  const end = followBraces(paragraph, line.text);
  if (!wasClosed && end !== undefined && line.text.slice(end + 1).trim() === '') {
    paragraph.splitAt = paragraph.lines.length;
  }
  return undefined;
}

/** Where the paragraph ends if this line belongs to another question: a title or a second opening brace tells. */
function placeToSplit({ lines, braces, splitAt }: Paragraph, text: string): number | undefined {
  if (braces !== 'closed') {
    return undefined;
  }
  if (text.trimStart().startsWith('::')) {
    return lines.findLastIndex(({ isComment }) => !isComment) + 1;
  }
  return findSign(text, '{') >= 0 ? splitAt : undefined;
}

/** The place of the brace that closes the answers in this line, if one does. */
function followBraces(paragraph: Paragraph, text: string): number | undefined {
  let at = -1;
  if (paragraph.braces === 'none') {
    at = findSign(text, '{');
    if (at < 0) {
      return undefined;
    }
    paragraph.braces = 'open';
  }
  const end = paragraph.braces === 'open' ? findSign(text, '}', at + 1) : -1;
  if (end < 0) {
    return undefined;
  }
  paragraph.braces = 'closed';
  return end;
}

/** An open brace that the next paragraphs close without opening one of their own. */
function joined(paragraphs: readonly Paragraph[]): Paragraph[] {
  const result: Paragraph[] = [];
  for (let index = 0; index < paragraphs.length; index++) {
    const paragraph = paragraphs[index];
    if (paragraph === undefined) {
      break;
    }
    const last = paragraph.braces === 'open' ? closingParagraph(paragraphs, index) : undefined;
    if (last === undefined) {
      result.push(paragraph);
      continue;
    }
    const lines = paragraphs.slice(index, last + 1).flatMap((part) => part.lines);
    result.push({ ...paragraph, lines, repairs: [...paragraph.repairs, 'blank_line_in_answers'] });
    index = last;
  }
  return result;
}

function closingParagraph(paragraphs: readonly Paragraph[], first: number): number | undefined {
  for (let index = first + 1; index < paragraphs.length; index++) {
    const paragraph = paragraphs[index];
    const text = paragraph?.lines.find(({ isComment }) => !isComment)?.text.trimStart() ?? '';
    if (paragraph?.category !== paragraphs[first]?.category || text.startsWith('::')) {
      return undefined;
    }
    for (const line of paragraph?.lines ?? []) {
      const brace = line.isComment ? -1 : findSign(line.text, '{}');
      if (brace >= 0) {
        return line.text.charAt(brace) === '}' ? index : undefined;
      }
    }
  }
  return undefined;
}
