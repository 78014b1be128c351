import { ImportRefused } from '../../import-refused.js';
import type { ImportLimits } from '../../limits.js';
import { decodeEntities, isSpace } from '../../xlsx/xml-text.js';
import { XmlTokenizer, type XmlHandler } from '../../xlsx/xml-tokenizer.js';

/** An element under the name that QTI 2 gives it, whatever version and prefix the file uses. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
}

export type XmlNode = string | XmlElement;

/** One file is not XML that may be read; `detail` completes "The file … ". */
export class BrokenXml extends Error {
  override readonly name = 'BrokenXml';

  constructor(
    readonly code: 'broken_xml' | 'doctype_refused',
    readonly detail: string,
  ) {
    super(detail);
  }
}

/** A tree costs about 400 bytes for each of them; the largest manifests have some ten thousand. */
const mostElementsAndAttributes = 200_000;

const noAttributes: ReadonlyMap<string, string> = new Map();

/**
 * Reads a whole XML document into a tree that keeps the order of texts and elements, which mixed content needs.
 * Names of QTI 3 become those of QTI 2 (`qti-simple-choice` → `simpleChoice`, `max-choices` → `maxChoices`): the
 * model is the same, so that nothing else has to know the version.
 *
 * @throws BrokenXml also for a document type definition: no package needs one, and it can define entities
 */
export function parseXml(
  text: string,
  limits: Pick<ImportLimits, 'xmlDepth' | 'xmlTagCharacters'>,
): XmlElement {
  const builder = new TreeBuilder();
  const tokenizer = new XmlTokenizer(builder, limits);
  try {
    tokenizer.write(text);
    tokenizer.end();
  } catch (error) {
    throw error instanceof ImportRefused ? brokenXml(error, builder) : error;
  }
  if (builder.root === undefined) {
    throw new BrokenXml('broken_xml', 'holds no element');
  }
  return builder.root;
}

function brokenXml(refusal: ImportRefused, builder: TreeBuilder): BrokenXml {
  if (refusal.message.includes('document type definition')) {
    return new BrokenXml(
      'doctype_refused',
      'contains a document type definition (DOCTYPE), which may hide other content',
    );
  }
  const place = builder.lastName === '' ? 'at its start' : `near <${builder.lastName.slice(0, 60)}>`;
  return refusal.code === 'import_too_large'
    ? new BrokenXml('broken_xml', `nests its elements too deeply or has an overlong tag ${place}`)
    : new BrokenXml('broken_xml', `is not well-formed XML: it is cut off or damaged ${place}`);
}

class TreeBuilder implements XmlHandler {
  readonly wantsText = true;
  root: XmlElement | undefined;
  lastName = '';
  private readonly open_: XmlNode[][] = [];
  private count = 0;

  open(name: string, attributes: string): void {
    this.lastName = name;
    const children: XmlNode[] = [];
    const element = { name: modelName(name), attributes: readAttributes(attributes), children };
    this.count += 1 + element.attributes.size;
    if (this.count > mostElementsAndAttributes) {
      throw new BrokenXml('broken_xml', 'holds more elements than a question or a test can have');
    }
    this.open_.at(-1)?.push(element);
    this.root ??= element;
    this.open_.push(children);
  }

  close(): void {
    this.open_.pop();
  }

  text(piece: string): void {
    const children = this.open_.at(-1);
    const last = children?.at(-1);
    if (children !== undefined && typeof last === 'string') {
      children[children.length - 1] = last + piece;
    } else {
      children?.push(piece);
    }
  }
}

function modelName(name: string): string {
  return name.startsWith('qti-') ? camelCase(name.slice(4)) : name;
}

function camelCase(name: string): string {
  return name.includes('-') ? name.replace(/-(.)/gs, (_, letter: string) => letter.toUpperCase()) : name;
}

/** Names without prefix, in camel case; the value of a repeated name is the first one. */
function readAttributes(raw: string): ReadonlyMap<string, string> {
  let found: Map<string, string> | undefined;
  let at = 0;
  for (let equals = raw.indexOf('='); equals >= 0; equals = raw.indexOf('=', at)) {
    let open = equals + 1;
    while (isSpace(raw.charCodeAt(open))) {
      open += 1;
    }
    const quote = raw.charAt(open);
    const close = quote === '"' || quote === "'" ? raw.indexOf(quote, open + 1) : -1;
    if (close < 0) {
      throw new BrokenXml('broken_xml', 'is not well-formed XML: it has an attribute without quotes');
    }
    const full = raw.slice(at, equals).trim();
    const name = full.startsWith('xmlns') ? full : camelCase(full.slice(full.indexOf(':') + 1));
    found ??= new Map();
    if (!found.has(name)) {
      found.set(name, decodeEntities(raw.slice(open + 1, close)));
    }
    at = close + 1;
  }
  return found ?? noAttributes;
}
