/** The two characters of the basic plane that a plain text may hold and XML cannot; U+FFFD stands for them. */
const notInXml = /[\uFFFE\uFFFF]/g;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // Attributes would turn these into blanks.
  '\n': '&#10;',
  '\t': '&#9;',
};

/** Text between tags. */
export function xmlText(text: string): string {
  return text.replace(notInXml, '\uFFFD').replace(/[&<>]/g, (sign) => entities[sign] ?? sign);
}

/** The value of an attribute, without its quotation marks. */
export function xmlAttribute(text: string): string {
  return text.replace(notInXml, '\uFFFD').replace(/[&<>"\n\t]/g, (sign) => entities[sign] ?? sign);
}

export function hasUnwritable(text: string): boolean {
  return text.search(notInXml) >= 0;
}
