import { XMLParser } from 'fast-xml-parser';
import { damagedWorkbook, tooLarge } from '../import-refused.js';
import type { ArchivePart } from './archive.js';
import { streamPart, type InflationBudget } from './stream-part.js';
import { XmlTokenizer, type XmlHandler } from './xml-tokenizer.js';

/** An element of a small part: attributes under "@name", child elements in lists under their local name. */
export type XmlElement = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  ignoreAttributes: false,
  // With an empty prefix the attribute r and the element r would overwrite each other.
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  // Numeric references such as &#10; stay undecoded without it.
  htmlEntities: true,
  isArray: (name) => !name.startsWith('@'),
});

/** Each becomes an object: four million characters of `<a/>` would take 180 MiB. Real styles have up to 65,000 formats. */
const mostElements = 300_000;

class ElementCount implements XmlHandler {
  readonly wantsText = false;
  private elements = 0;

  open(): void {
    this.elements += 1;
    if (this.elements > mostElements) {
      throw tooLarge(
        'The workbook holds far more formats than a spreadsheet program writes. Copy the questions into a new workbook.',
      );
    }
  }

  close(): void {}
  text(): void {}
}

/** Reads a part that is small by nature (relationships, workbook, styles) into a tree. */
export async function readSmallPart(part: ArchivePart, budget: InflationBudget): Promise<XmlElement> {
  const pieces: string[] = [];
  // fast-xml-parser accepts tags that do not match and loses their text: the tokenizer checks that first.
  const checker = new XmlTokenizer(new ElementCount(), budget.limits);
  await streamPart(
    part,
    budget,
    (text) => {
      checker.write(text);
      pieces.push(text);
    },
    budget.limits.smallPartBytes,
  );
  checker.end();
  try {
    return asElement(parser.parse(pieces.join('')));
  } catch {
    throw damagedWorkbook(`part ${part.name} cannot be read`);
  }
}

/** The child elements of one name, at the end of a path of first children. */
export function childElements(element: XmlElement, ...path: readonly string[]): XmlElement[] {
  const [name = '', ...rest] = path;
  const found = Object.hasOwn(element, name) ? element[name] : undefined;
  const children = Array.isArray(found) ? found.map(asElement) : [];
  if (rest.length === 0) {
    return children;
  }
  return children[0] === undefined ? [] : childElements(children[0], ...rest);
}

export function attribute(element: XmlElement, name: string): string | undefined {
  const value = Object.hasOwn(element, `@${name}`) ? element[`@${name}`] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** An element without attributes and children arrives as its text. */
function asElement(value: unknown): XmlElement {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
