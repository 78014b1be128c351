import { htmlAttribute, readHtml, type HtmlHandler } from './html-reader.js';
import { PlainLines } from './plain-lines.js';
import { raisedText } from './raised-text.js';

/** What plain text cannot show. */
export type LostMarkup =
  'emphasis' | 'link' | 'image' | 'table' | 'formula' | 'media' | 'embedded' | 'form_field' | 'script';

export interface MarkupText {
  /** Plain: lines separated by LF, no outer white space, no more than one blank line in a row. */
  readonly text: string;
  /** Each kind once, in the order of the text. */
  readonly lost: readonly LostMarkup[];
  /** In the order of the text; `alternative` is empty where the author gave none. */
  readonly images: readonly { readonly source: string; readonly alternative: string }[];
  /** Addresses of links. */
  readonly links: readonly string[];
}

/**
 * The text of a piece of HTML (a fragment, well formed or not): paragraphs and line breaks as lines, lists with "- " or
 * numbers, tables row by row with " | " between cells, powers and indices in small characters. An image stands for
 * itself only where there is no other text, as its alternative text; elsewhere it is named in `images`.
 */
export function htmlToText(html: string): MarkupText {
  if (!html.includes('<') && !html.includes('&')) {
    const lines = new PlainLines();
    lines.add(html);
    return { text: lines.toString(), lost: [], images: [], links: [] };
  }
  const writer = new TextWriter();
  readHtml(html, writer);
  return writer.result();
}

const paragraphs: ReadonlySet<string> = new Set(
  'p h1 h2 h3 h4 h5 h6 blockquote pre table ul ol dl hr figure fieldset'.split(' '),
);
const blocks: ReadonlySet<string> = new Set(
  'div li tr dt dd section article header footer main nav aside address figcaption caption center form legend thead tbody tfoot details summary dialog'.split(
    ' ',
  ),
);
const emphasis: ReadonlySet<string> = new Set(
  'b strong i em u s strike del ins mark big small font tt code kbd samp var blink marquee'.split(' '),
);
/** Elements whose contents are not part of the text, and what is lost with them. */
const leftOut: ReadonlyMap<string, LostMarkup | undefined> = new Map<string, LostMarkup | undefined>([
  ['script', 'script'],
  ['style', undefined],
  ['template', undefined],
  ['noscript', undefined],
  ['head', undefined],
  ['title', undefined],
  ['textarea', 'form_field'],
  ['select', 'form_field'],
  ['datalist', 'form_field'],
  ['svg', 'image'],
  ['canvas', 'image'],
  ['audio', 'media'],
  ['video', 'media'],
  ['iframe', 'embedded'],
  ['object', 'embedded'],
  ['applet', 'embedded'],
  ['annotation', undefined],
  ['annotation-xml', undefined],
]);
const deepestList = 10;

class TextWriter implements HtmlHandler {
  private readonly lines = new PlainLines();
  private readonly lost = new Set<LostMarkup>();
  private readonly images: { source: string; alternative: string }[] = [];
  private readonly links = new Set<string>();
  /** The number of the next item of each open list; 0 for a list without numbers. */
  private readonly lists: number[] = [];
  /** The element whose contents are left out, and how many of its name are open. */
  private omitted: { readonly name: string; depth: number } | undefined;
  private raised: { readonly name: 'sup' | 'sub'; readonly start: number } | undefined;
  private isFirstCell = true;
  private rowStart = 0;

  text(piece: string): void {
    if (this.omitted === undefined) {
      this.lines.add(piece);
    }
  }

  open(name: string, attributes: string): void {
    if (this.omitted !== undefined) {
      this.omitted.depth += this.omitted.name === name ? 1 : 0;
      return;
    }
    if (leftOut.has(name)) {
      this.loses(leftOut.get(name));
      this.omitted = { name, depth: 1 };
      return;
    }
    if (emphasis.has(name) || hasVisibleStyle(attributes)) {
      this.loses('emphasis');
    }
    this.openLayout(name);
    this.openInline(name, attributes);
  }

  close(name: string): void {
    if (this.omitted !== undefined) {
      this.omitted.depth -= this.omitted.name === name ? 1 : 0;
      this.omitted = this.omitted.depth === 0 ? undefined : this.omitted;
      return;
    }
    if (name === 'pre') {
      this.lines.collapse();
    } else if (name === 'ul' || name === 'ol') {
      this.lists.pop();
    } else if (name === 'li' || name === 'tr') {
      this.lines.dropMark();
    } else if ((name === 'td' || name === 'th') && this.lines.position > this.rowStart) {
      this.lines.join();
    } else if (this.raised !== undefined && name === this.raised.name) {
      const content = this.lines.takeFrom(this.raised.start);
      this.lines.add(raisedText(content, this.raised.name));
      this.raised = undefined;
    }
    this.separate(name);
  }

  result(): MarkupText {
    const text = this.lines.toString();
    return {
      text:
        text === ''
          ? this.images
              .map(({ alternative }) => alternative)
              .join('\n')
              .trim()
          : text,
      lost: [...this.lost],
      images: this.images,
      links: [...this.links],
    };
  }

  private openLayout(name: string): void {
    this.separate(name);
    if (name === 'br') {
      this.lines.lineBreak();
    } else if (name === 'pre') {
      this.lines.preserve();
    } else if (name === 'ul' || name === 'ol') {
      this.lists.push(name === 'ol' ? 1 : 0);
    } else if (name === 'li') {
      this.lines.dropMark();
      this.lines.mark(this.itemMark());
    } else if (name === 'table') {
      this.loses('table');
    } else if (name === 'tr') {
      this.isFirstCell = true;
      this.rowStart = this.lines.position;
    } else if (name === 'td' || name === 'th') {
      this.openCell();
    }
  }

  private openCell(): void {
    if (!this.isFirstCell) {
      this.lines.mark(' | ');
    }
    this.isFirstCell = false;
  }

  private openInline(name: string, attributes: string): void {
    if (name === 'img' || name === 'image') {
      this.loses('image');
      this.images.push({
        source: htmlAttribute(attributes, 'src') ?? '',
        alternative: (htmlAttribute(attributes, 'alt') ?? '').trim(),
      });
    } else if (name === 'a') {
      this.openLink(htmlAttribute(attributes, 'href') ?? '');
    } else if ((name === 'sup' || name === 'sub') && this.raised === undefined) {
      this.raised = { name, start: this.lines.begin() };
    } else if (name === 'math') {
      this.openFormula(htmlAttribute(attributes, 'alttext') ?? '');
    } else if (name === 'input' || name === 'button') {
      this.loses('form_field');
    } else if (name === 'embed' || name === 'source' || name === 'bgsound') {
      this.loses('media');
    }
  }

  private openLink(address: string): void {
    if (/^(?:https?:|mailto:)/i.test(address)) {
      this.loses('link');
      this.links.add(address);
    }
  }

  private openFormula(alternative: string): void {
    this.loses('formula');
    if (alternative !== '') {
      this.lines.add(alternative);
      this.omitted = { name: 'math', depth: 1 };
    }
  }

  private separate(name: string): void {
    if (
      paragraphs.has(name) &&
      !(this.lists.length > 0 && (name === 'ul' || name === 'ol' || name === 'p'))
    ) {
      this.lines.separate(2);
    } else if (blocks.has(name) || paragraphs.has(name)) {
      this.lines.separate(1);
    }
  }

  private itemMark(): string {
    const last = this.lists.length - 1;
    const indent = '  '.repeat(Math.min(Math.max(last, 0), deepestList));
    const number = this.lists[last] ?? 0;
    if (number === 0) {
      return `${indent}- `;
    }
    this.lists[last] = number + 1;
    return `${indent}${number}. `;
  }

  private loses(kind: LostMarkup | undefined): void {
    if (kind !== undefined) {
      this.lost.add(kind);
    }
  }
}

function hasVisibleStyle(attributes: string): boolean {
  const style = attributes.includes('style') ? (htmlAttribute(attributes, 'style') ?? '') : '';
  return /\b(?:color|background|font-weight|text-decoration)/i.test(style);
}
