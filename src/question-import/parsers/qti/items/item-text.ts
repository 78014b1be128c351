import type { ImportedLoss } from '../../imported-question.js';
import { htmlToText, type MarkupText } from '../../markup/html-to-text.js';
import { markupLosses } from '../../markup/markup-losses.js';
import { contentHtml, type Substitute } from './content-html.js';
import type { PackageFiles } from '../package/package-files.js';
import { resolvePath } from '../package/package-path.js';
import type { XmlElement, XmlNode } from '../xml/xml-document.js';
import { allElements, attribute, childElements } from '../xml/xml-query.js';

/** Feedback is shown after the answer: it is no part of the text. */
const neverText: ReadonlySet<string> = new Set([
  'feedbackInline',
  'feedbackBlock',
  'modalFeedback',
  'stylesheet',
]);

/** Turns the content of one item into plain texts and remembers which files it shows and what plain text cannot say. */
export class ItemText {
  private readonly texts: MarkupText[] = [];
  private readonly files = new Set<string>();
  private readonly missing = new Set<string>();

  constructor(
    private readonly packageFiles: PackageFiles,
    private readonly folder: string,
  ) {}

  /** Paths relative to the root of the package, in the order of the text. */
  get attachments(): readonly string[] {
    return [...this.files];
  }

  /** References to files that are not in the package. */
  get missingFiles(): readonly string[] {
    return [...this.missing];
  }

  get losses(): ImportedLoss[] {
    return markupLosses(this.texts);
  }

  /** The contents of an element; `substitute` says what stands for interactions and the like, as HTML. */
  inside(element: XmlElement, substitute: Substitute = () => undefined): string {
    return this.of(element.children, substitute);
  }

  of(nodes: readonly XmlNode[], substitute: Substitute = () => undefined): string {
    const shown = (element: XmlElement): string | undefined => {
      this.noteFile(element);
      return neverText.has(element.name) ? '' : substitute(element);
    };
    const text = htmlToText(contentHtml(nodes, shown));
    this.texts.push(text);
    return text.text;
  }

  /** Texts of feedback, whose own element `of` would leave out. */
  ofFeedback(element: XmlElement): string {
    return this.inside(element);
  }

  /** Options may be pictures only: these are named by their alternative text or their file. */
  ofOption(element: XmlElement): string {
    const text = this.inside(element);
    if (text !== '') {
      return text;
    }
    const source = allElements(element)
      .map(sourceOf)
      .find((found) => found !== undefined);
    return source === undefined ? '' : (source.split('/').at(-1) ?? source);
  }

  private noteFile(element: XmlElement): void {
    if (element.name === 'object' || element.name === 'audio' || element.name === 'video') {
      for (const child of childElements(element)) {
        this.noteFile(child);
      }
    }
    const source = sourceOf(element);
    const resolved = source === undefined ? undefined : resolvePath(this.folder, source);
    if (resolved?.kind === 'inside' && this.packageFiles.has(resolved.path)) {
      this.files.add(resolved.path);
    } else if (source !== undefined && resolved?.kind !== 'external' && element.name !== 'a') {
      this.missing.add(source);
    }
  }
}

const sourceAttributes: ReadonlyMap<string, string> = new Map([
  ['img', 'src'],
  ['object', 'data'],
  ['audio', 'src'],
  ['video', 'src'],
  ['source', 'src'],
  ['track', 'src'],
  ['embed', 'src'],
  ['iframe', 'src'],
  ['a', 'href'],
]);

function sourceOf(element: XmlElement): string | undefined {
  const name = sourceAttributes.get(element.name);
  return name === undefined ? undefined : attribute(element, name);
}
