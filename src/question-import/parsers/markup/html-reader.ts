import { decodeHtmlEntities } from './html-entities.js';

/** What the reader finds, in the order of the text. */
export interface HtmlHandler {
  /** Decoded; white space as written. */
  text(piece: string): void;
  /** Names in lower case. `attributes` is the raw text between the name and the end of the tag. */
  open(name: string, attributes: string): void;
  close(name: string): void;
}

/** What stands inside is no text of the page. */
const rawElements: ReadonlySet<string> = new Set(['script', 'style', 'template', 'noscript', 'textarea']);

/** The elements of HTML, those of old editors included. `List<String>` in a question about code is no element. */
const knownElements: ReadonlySet<string> = new Set(
  'a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd keygen label legend li link main map mark marquee math menu meta meter nav nobr noembed noframes noscript object ol optgroup option output p param picture plaintext pre progress q rb rp rt rtc ruby s samp script search section select slot small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp'.split(
    ' ',
  ),
);
const mathElements =
  /^(?:m[a-z]+|annotation|annotation-xml|semantics|apply|ci|cn|eq|plus|minus|times|divide|power)$/;

/**
 * Reads HTML as found inside other formats: fragments, written by editors and by hand, often not well formed. What
 * cannot be a tag is text. Takes time in proportion to the length, whatever the text holds.
 */
export function readHtml(html: string, handler: HtmlHandler): void {
  const source = new TagSource(html);
  let at = 0;
  let textStart = 0;
  const flush = (end: number): void => {
    if (end > textStart) {
      handler.text(decodeHtmlEntities(html.slice(textStart, end)));
    }
  };
  let next = html.indexOf('<');
  while (next >= 0) {
    at = next;
    const markup = source.markupAt(at);
    if (markup === undefined) {
      next = html.indexOf('<', at + 1);
      continue;
    }
    flush(at);
    at = markup.end;
    if (markup.kind === 'close') {
      handler.close(markup.name);
    } else if (markup.kind === 'open') {
      handler.open(markup.name, markup.attributes);
      if (rawElements.has(markup.name) && !markup.attributes.endsWith('/')) {
        at = source.afterRawElement(markup.name, at);
        handler.close(markup.name);
      } else if (markup.attributes.endsWith('/')) {
        handler.close(markup.name);
      }
    }
    textStart = at;
    next = html.indexOf('<', at);
  }
  flush(html.length);
}

/** Whether the text holds a tag that only someone who writes HTML would write: a closing one or a line break. */
export function looksLikeHtml(text: string): boolean {
  if (!text.includes('<')) {
    return false;
  }
  for (const [, slash = '', name = ''] of text.matchAll(/<(\/?)([a-zA-Z][a-zA-Z0-9]{0,15})[\s/>]/g)) {
    const isStandalone = /^(?:br|img|hr)$/i.test(name);
    if (isStandalone || (slash === '/' && knownElements.has(name.toLowerCase()))) {
      return true;
    }
  }
  return false;
}

type Markup =
  | { readonly kind: 'open'; readonly name: string; readonly attributes: string; readonly end: number }
  | { readonly kind: 'close'; readonly name: string; readonly end: number }
  | { readonly kind: 'nothing'; readonly end: number };

class TagSource {
  /** Characters searched in vain for the ends of tags; beyond four times the text there is something odd about it. */
  private wasted = 0;

  constructor(private readonly html: string) {}

  markupAt(at: number): Markup | undefined {
    const { html } = this;
    const second = html.charCodeAt(at + 1);
    if (second === 33 || second === 63) {
      return this.declarationAt(at);
    }
    const isClosing = second === 47;
    const start = isClosing ? at + 2 : at + 1;
    const name = this.nameAt(start);
    if (!isElementName(name)) {
      return undefined;
    }
    const end = this.endOfTag(start + name.length);
    if (end === undefined) {
      return undefined;
    }
    const element = name.toLowerCase();
    return isClosing
      ? { kind: 'close', name: element, end }
      : { kind: 'open', name: element, attributes: html.slice(start + name.length, end - 1).trim(), end };
  }

  /** The end of `</name>`, or of the text where it is missing, as browsers do it. */
  afterRawElement(name: string, from: number): number {
    const closing = new RegExp(`</${name}[\\s/>]`, 'gi');
    closing.lastIndex = from;
    const found = closing.exec(this.html);
    const end = found === null ? -1 : this.html.indexOf('>', found.index);
    return end < 0 ? this.html.length : end + 1;
  }

  private declarationAt(at: number): Markup | undefined {
    const { html } = this;
    if (html.startsWith('<!--', at)) {
      return this.upTo('-->', at + 4);
    }
    return /^<(?:!doctype|!\[(?:if|endif)|\?xml)/i.test(html.slice(at, at + 12))
      ? this.upTo('>', at + 2)
      : undefined;
  }

  private upTo(terminator: string, from: number): Markup | undefined {
    const end = this.wasted > this.html.length * 4 ? -1 : this.html.indexOf(terminator, from);
    if (end < 0) {
      this.wasted += this.html.length - from;
      return undefined;
    }
    return { kind: 'nothing', end: end + terminator.length };
  }

  private nameAt(start: number): string {
    return /^[a-zA-Z][a-zA-Z0-9:-]{0,60}/.exec(this.html.slice(start, start + 61))?.[0] ?? '';
  }

  private endOfTag(from: number): number | undefined {
    const { html } = this;
    const afterName = html.charCodeAt(from);
    const isSeparated = afterName === 62 || afterName === 47 || /\s/.test(html.charAt(from));
    if (!isSeparated || this.wasted > html.length * 4) {
      return undefined;
    }
    let quote = 0;
    for (let index = from; index < html.length; index++) {
      const code = html.charCodeAt(index);
      if (quote !== 0) {
        quote = code === quote ? 0 : quote;
      } else if (code === 62) {
        return index + 1;
      } else if (code === 60) {
        this.wasted += index - from;
        return undefined;
      } else if ((code === 34 || code === 39) && html.charCodeAt(index - 1) === 61) {
        quote = code;
      }
    }
    this.wasted += html.length - from;
    return undefined;
  }
}

/** Names with a colon or a hyphen come from word processors and components. */
function isElementName(name: string): boolean {
  const lower = name.toLowerCase();
  return knownElements.has(lower) || mathElements.test(lower) || /[:-]/.test(name);
}

/** The value of an attribute in the raw text of a tag, decoded; quotes are optional, as in HTML. */
export function htmlAttribute(attributes: string, wanted: string): string | undefined {
  for (const [, name = '', double, single, bare] of attributes.matchAll(
    /([^\s=/"'>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g,
  )) {
    if (name.toLowerCase() === wanted) {
      return decodeHtmlEntities(double ?? single ?? bare ?? '');
    }
  }
  return undefined;
}
