import type { XmlElement, XmlNode } from './xml-document.js';

export function isElement(node: XmlNode): node is XmlElement {
  return typeof node !== 'string';
}

export function childElements(element: XmlElement, name?: string): XmlElement[] {
  return element.children.filter(
    (child): child is XmlElement => isElement(child) && (name === undefined || child.name === name),
  );
}

export function firstChild(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child): child is XmlElement => isElement(child) && child.name === name);
}

/** The trimmed value, or nothing where it is absent or blank. */
export function attribute(element: XmlElement | undefined, name: string): string | undefined {
  const value = element?.attributes.get(name)?.trim();
  return value === '' ? undefined : value;
}

/** True and false as XML schema writes them. */
export function truthAttribute(element: XmlElement, name: string): boolean | undefined {
  const value = attribute(element, name)?.toLowerCase();
  return value === undefined ? undefined : value === 'true' || value === '1';
}

/** A whole number from 0, or nothing. */
export function countAttribute(element: XmlElement, name: string): number | undefined {
  const value = attribute(element, name);
  return value !== undefined && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}

/** All text inside, as written. */
export function textContent(node: XmlNode): string {
  return isElement(node) ? node.children.map(textContent).join('') : node;
}

/** The element itself and all below it, in the order of the document. */
export function allElements(element: XmlElement): XmlElement[] {
  const found: XmlElement[] = [];
  const waiting = [element];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    found.push(next);
    for (let at = next.children.length - 1; at >= 0; at--) {
      const child = next.children[at];
      if (child !== undefined && isElement(child)) {
        waiting.push(child);
      }
    }
  }
  return found;
}
