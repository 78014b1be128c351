import { mathText } from './math-text.js';
import type { XmlElement, XmlNode } from '../xml/xml-document.js';
import { attribute, isElement, textContent } from '../xml/xml-query.js';

/** What stands for an element of the item, as HTML; nothing for the element as it is. */
export type Substitute = (element: XmlElement) => string | undefined;

/** The elements of HTML that the reader of HTML lays out or counts as lost. All others are their contents. */
const layout: ReadonlySet<string> = new Set(
  'p h1 h2 h3 h4 h5 h6 blockquote pre table thead tbody tfoot tr td th caption ul ol li dl dt dd div figure figcaption section article header footer aside address details summary b strong i em u s strike del ins mark big small tt code kbd samp var sup sub a audio video iframe script style'.split(
    ' ',
  ),
);
const empty: ReadonlySet<string> = new Set(['br', 'hr', 'img', 'embed']);
/** Blocks of QTI that stand between the paragraphs of a text. */
const blocks: ReadonlySet<string> = new Set([
  'prompt',
  'rubricBlock',
  'feedbackBlock',
  'templateBlock',
  'infoControl',
  'contentBody',
  'stimulusBody',
]);
const keptAttributes = ['src', 'alt', 'href', 'style'] as const;

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Content of QTI as plain HTML, so that texts of all formats become plain text by one set of rules. */
export function contentHtml(nodes: readonly XmlNode[], substitute: Substitute): string {
  return nodes
    .map((node) => (isElement(node) ? (substitute(node) ?? elementHtml(node, substitute)) : escapeHtml(node)))
    .join('');
}

function elementHtml(element: XmlElement, substitute: Substitute): string {
  const { name } = element;
  if (name === 'math') {
    return `<math alttext="${escapeHtml(mathText(element))}"></math>`;
  }
  if (name === 'object') {
    return objectHtml(element);
  }
  if (name === 'svg') {
    return '<svg></svg>';
  }
  if (empty.has(name)) {
    return `<${name}${attributesHtml(element)}/>`;
  }
  const content = contentHtml(element.children, substitute);
  if (blocks.has(name)) {
    return `<div>${content}</div>`;
  }
  return layout.has(name) ? `<${name}${attributesHtml(element)}>${content}</${name}>` : content;
}

function objectHtml(object: XmlElement): string {
  const source = attribute(object, 'data') ?? '';
  const type = attribute(object, 'type') ?? '';
  if (type.startsWith('image/') || /\.(png|jpe?g|gif|svg|webp)$/i.test(source)) {
    return `<img src="${escapeHtml(source)}" alt="${escapeHtml(textContent(object).trim())}"/>`;
  }
  return /^(audio|video)\//.test(type) ? '<video></video>' : '<object></object>';
}

function attributesHtml(element: XmlElement): string {
  return keptAttributes
    .map((name) => {
      const value = element.attributes.get(name);
      return value === undefined ? '' : ` ${name}="${escapeHtml(value)}"`;
    })
    .join('');
}
