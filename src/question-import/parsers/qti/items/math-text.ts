import type { XmlElement, XmlNode } from '../xml/xml-document.js';
import { attribute, childElements, isElement } from '../xml/xml-query.js';

/**
 * A formula in one line. The author's own wording comes first; else fractions, powers and roots are written so that
 * they keep their meaning: a half must not become 12.
 */
export function mathText(math: XmlElement): string {
  return attribute(math, 'alttext') ?? linear(math).replace(/\s+/g, ' ').trim();
}

const signs: Readonly<Record<string, string>> = { msup: '^', msub: '_', mover: '^', munder: '_' };

function linear(node: XmlNode): string {
  if (!isElement(node)) {
    return node;
  }
  const parts = childElements(node);
  // Computed where needed only: twice at every depth would be 2 to the power of the depth.
  const part = (place: number): string => (parts[place] === undefined ? '' : grouped(parts[place]));
  switch (node.name) {
    case 'mfrac':
      return `${part(0)}/${part(1)}`;
    case 'msqrt':
      return `√(${node.children.map(linear).join('')})`;
    case 'mroot':
      return `root(${part(0)}; ${part(1)})`;
    case 'msup':
    case 'msub':
    case 'mover':
    case 'munder':
      return `${part(0)}${signs[node.name] ?? ''}${part(1)}`;
    case 'msubsup':
    case 'munderover':
      return `${part(0)}_${part(1)}^${part(2)}`;
    case 'mfenced':
      return `${node.attributes.get('open') ?? '('}${parts.map(linear).join(', ')}${node.attributes.get('close') ?? ')'}`;
    case 'mtr':
      return `[${parts.map(linear).join(', ')}]`;
    case 'mspace':
      return ' ';
    case 'annotation':
    case 'annotation-xml':
      return '';
    case 'mo':
    case 'mi':
    case 'mn':
    case 'mtext':
      return node.children.map(linear).join('').trim();
    default:
      return parts.length > 0 ? parts.map(linear).join('') : node.children.map(linear).join('');
  }
}

/** In brackets where it is more than one number or name. */
function grouped(node: XmlElement): string {
  const text = linear(node).trim();
  return /^[\p{L}\p{N}.,]*$/u.test(text) ? text : `(${text})`;
}
