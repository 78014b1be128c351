import { ImportRefused, tooLarge } from '../import-refused.js';
import type { ImportLimits } from '../limits.js';
import { cleanCellText } from '../text-table.js';
import { attributeValue } from '../xlsx/xml-text.js';
import { XmlTokenizer, type XmlHandler } from '../xlsx/xml-tokenizer.js';
import type { MoodleElement } from './element.js';

/** The longest tag of Moodle names a file; a limit this low bounds the cost of a tag that comes in many pieces. */
const tagCharacters = 8 * 1024;
/** Text that is read at once: the line of a fault is known to a few lines. */
const pieceCharacters = 100;
const mostElementsInQuestion = 20_000;

/**
 * Reads a quiz question by question, so that only one of them is held as a tree. Checks that the tags balance: a file
 * that is cut off must not pass for a short one.
 *
 * @throws ImportRefused with `broken_xml`, also for an unknown entity: Moodle needs none but those of XML
 */
export function* quizElements(text: string, limits: ImportLimits): Generator<MoodleElement> {
  const builder = new QuizBuilder();
  const tokenizer = new XmlTokenizer(builder, {
    xmlDepth: limits.xmlDepth,
    xmlTagCharacters: Math.min(limits.xmlTagCharacters, tagCharacters),
  });
  for (const piece of pieces(text)) {
    builder.line = piece.line;
    inWordsOfQuiz(piece.line, () => tokenizer.write(piece.text));
    yield* builder.takeDone();
  }
  inWordsOfQuiz(builder.line, () => tokenizer.end());
}

/** Cuts before every question and at line ends. */
function* pieces(text: string): Generator<{ readonly text: string; readonly line: number }> {
  const borders = /<question[\s>]|\n/g;
  let start = 0;
  let startLine = 1;
  let line = 1;
  for (let match = borders.exec(text); match !== null; match = borders.exec(text)) {
    const isLineEnd = match[0] === '\n';
    line += isLineEnd ? 1 : 0;
    const end = isLineEnd ? match.index + 1 : match.index;
    if (!isLineEnd || end - start >= pieceCharacters) {
      yield { text: text.slice(start, end), line: startLine };
      start = end;
      startLine = line;
    }
    if (match[0].endsWith('\n') && !isLineEnd) {
      borders.lastIndex -= 1;
    }
  }
  yield { text: text.slice(start), line: startLine };
}

class QuizBuilder implements XmlHandler {
  line = 1;
  /** The contents of files are not kept, only their names. */
  wantsText = true;
  private readonly path: { readonly element: MoodleElement; readonly texts: string[] }[] = [];
  private depth = 0;
  private elements = 0;
  private done: MoodleElement[] = [];

  open(name: string, attributes: string): void {
    this.depth += 1;
    if (this.depth === 1 && name !== 'quiz') {
      throw new ImportRefused('broken_xml', `This is no file of Moodle questions: it begins with <${name}>.`);
    }
    if (this.depth === 1 || (this.depth === 2 && name !== 'question')) {
      return;
    }
    if (this.depth === 2) {
      this.elements = 0;
    } else if (this.path.length === 0) {
      return;
    }
    this.elements += 1;
    if (this.elements > mostElementsInQuestion) {
      throw tooLarge(
        `The question that ends behind line ${this.line} holds more than ${mostElementsInQuestion} elements. Delete it from the file.`,
      );
    }
    const element: MoodleElement = {
      name,
      line: this.line,
      attributes: readAttributes(attributes),
      children: [],
      text: '',
    };
    this.path.at(-1)?.element.children.push(element);
    this.path.push({ element, texts: [] });
    this.wantsText = name !== 'file';
  }

  close(): void {
    this.depth -= 1;
    const closed = this.path.pop();
    if (closed !== undefined) {
      closed.element.text = cleanCellText(closed.texts.join(''));
      if (this.path.length === 0) {
        this.done.push(closed.element);
      }
    }
    this.wantsText = true;
  }

  text(piece: string): void {
    this.path.at(-1)?.texts.push(piece);
  }

  takeDone(): MoodleElement[] {
    const taken = this.done;
    this.done = [];
    return taken;
  }
}

function readAttributes(raw: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of raw.includes('=') ? ['type', 'format', 'fraction', 'name'] : []) {
    const value = attributeValue(raw, name);
    if (value !== undefined) {
      found.set(name, value);
    }
  }
  return found;
}

/** The tokenizer speaks of workbooks. */
function inWordsOfQuiz(line: number, read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof ImportRefused) || error.code === 'broken_xml') {
      throw error;
    }
    if (error.code === 'import_too_large') {
      throw error.message.includes('workbook')
        ? tooLarge(`The XML near line ${line} nests too deeply or has a tag that is too long.`)
        : error;
    }
    const detail = /\(([^)]*)\)/.exec(error.message)?.[1];
    throw new ImportRefused(
      'broken_xml',
      `The file is no well-formed XML near line ${line}${detail === undefined ? '' : ` (${detail})`}. It may be cut off or edited by hand. Export the questions again and choose that file.`,
    );
  }
}
