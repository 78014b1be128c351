export interface TextPart {
  readonly text: string;
  readonly isLink: boolean;
}

/** Addresses of web pages, and nothing else that a browser would open. A sign that ends a sentence is not part of one. */
const webAddress = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/;

/** A plain text cut where its links begin and end. */
export function textParts(text: string): TextPart[] {
  return text
    .split(webAddress)
    .map((part, index) => ({ text: part, isLink: index % 2 === 1 }))
    .filter((part) => part.text !== '');
}
