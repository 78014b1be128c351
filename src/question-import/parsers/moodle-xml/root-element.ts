/** The start of an XML document. */
export interface XmlStart {
  /** The name of the root element without its prefix, as written. */
  readonly root: string;
  readonly hasDoctype: boolean;
}

/** Comments and instructions in front of the root element may be long, but not without end. */
const searchedCharacters = 100_000;

/** What kind of XML a text is, or nothing where it is no XML at all. */
export function xmlStart(text: string): XmlStart | undefined {
  let rest = text
    .slice(0, searchedCharacters)
    .replace(/^\uFEFF/, '')
    .trimStart();
  let hasDoctype = false;
  while (rest.startsWith('<')) {
    const isComment = rest.startsWith('<!--');
    if (!isComment && !rest.startsWith('<?') && !rest.startsWith('<!')) {
      const name = /^<(?:[\w.-]+:)?([A-Za-z_][\w.-]*)[\s/>]/.exec(rest)?.[1];
      return name === undefined ? undefined : { root: name, hasDoctype };
    }
    hasDoctype ||= /^<!doctype\b/i.test(rest);
    const end = isComment ? rest.indexOf('-->') + 2 : endOfDeclaration(rest);
    if (end < 2) {
      return undefined;
    }
    rest = rest.slice(end + 1).trimStart();
  }
  return undefined;
}

/** A document type definition may hold declarations of its own in square brackets. */
function endOfDeclaration(rest: string): number {
  const subset = /^<!doctype\b[^<>]*\[/i.exec(rest);
  const from = subset === null ? 0 : rest.indexOf(']', subset[0].length);
  return from < 0 ? -1 : rest.indexOf('>', from);
}
