import type { Language, MailRow, MailValue } from './mail-message.js';

/**
 * What a template may hold besides its words:
 *
 *   {{name}}                          the value; a number and a date in the way of the language
 *   {{name|one: # day|other: # days}} the form that the language has for this number, # being the number
 *   {{#name}} … {{/name}}             only with a value: not '', 0 or an empty list; for a list once for each row
 *   {{#name=word}} … {{/name}}        only where the value is that word
 *   {{^name}} … {{/name}}             only without
 */
export type TemplateNode =
  | { readonly kind: 'words'; readonly words: string }
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'plural'; readonly name: string; readonly forms: ReadonlyMap<string, string> }
  | {
      readonly kind: 'section';
      readonly name: string;
      readonly inverted: boolean;
      readonly word: string | undefined;
      readonly nodes: readonly TemplateNode[];
    };

export interface TextStyle {
  readonly language: Language;
  readonly timeZone: string;
  readonly escape: (text: string) => string;
}

type Values = Readonly<Record<string, MailValue>>;

/** A template that is wrong in itself, or was given the wrong values: a mistake of ours, found by the spec beside it. */
export class TemplateError extends Error {}

const tag = /\{\{([#^/]?)\s*([A-Za-z]+)(?:=([a-z]+))?\s*((?:\|[^{}]*)?)\}\}/g;

interface OpenSection {
  readonly name: string;
  readonly inverted: boolean;
  readonly word: string | undefined;
  readonly nodes: TemplateNode[];
}

export function parseTemplate(source: string): readonly TemplateNode[] {
  const open: OpenSection[] = [{ name: '', inverted: false, word: undefined, nodes: [] }];
  let end = 0;
  const addWords = (words: string): void => {
    if (/\{\{|\}\}/.test(words)) throw new TemplateError(`This is not understood: ${words.trim()}`);
    if (words !== '') open.at(-1)!.nodes.push({ kind: 'words', words });
  };
  for (const match of source.matchAll(tag)) {
    const [whole, mark, name = '', word, forms = ''] = match;
    addWords(source.slice(end, match.index));
    end = match.index + whole.length;
    if (mark === '#' || mark === '^') open.push({ name, inverted: mark === '^', word, nodes: [] });
    else if (mark === '/') {
      const section = open.pop();
      if (section?.name !== name || open.length === 0) throw new TemplateError(`{{/${name}}} closes nothing`);
      open.at(-1)!.nodes.push({ kind: 'section', ...section });
    } else {
      open
        .at(-1)!
        .nodes.push(
          forms === '' ? { kind: 'value', name } : { kind: 'plural', name, forms: parseForms(forms) },
        );
    }
  }
  addWords(source.slice(end));
  if (open.length > 1) throw new TemplateError(`{{#${open.at(-1)!.name}}} is not closed`);
  return open[0]!.nodes;
}

function parseForms(text: string): ReadonlyMap<string, string> {
  const forms = text
    .slice(1)
    .split('|')
    .map((form): [string, string] => {
      const [, category = '', words = ''] = /^\s*(\w+):\s*([^]*?)\s*$/.exec(form) ?? [];
      return [category, words];
    });
  return new Map(forms);
}

/** @throws {TemplateError} for a value that is missing or that the place cannot hold. */
export function writeTemplate(nodes: readonly TemplateNode[], values: Values, style: TextStyle): string {
  return nodes.map((node) => writeNode(node, values, style)).join('');
}

function writeNode(node: TemplateNode, values: Values, style: TextStyle): string {
  if (node.kind === 'words') return node.words;
  const value = valueOf(values, node.name);
  if (node.kind === 'value') return style.escape(inWords(node.name, value, style));
  if (node.kind === 'plural') return style.escape(pluralForm(node, value, style.language));
  if (isRows(value) && !node.inverted)
    return value.map((row) => writeTemplate(node.nodes, { ...values, ...row }, style)).join('');
  const fits = node.word === undefined ? isPresent(value) : value === node.word;
  return fits === node.inverted ? '' : writeTemplate(node.nodes, values, style);
}

function valueOf(values: Values, name: string): MailValue {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined) throw new TemplateError(`there is no value ${name}`);
  return value;
}

function isRows(value: MailValue): value is readonly MailRow[] {
  return Array.isArray(value);
}

function isPresent(value: MailValue): boolean {
  return isRows(value) ? value.length > 0 : value !== '' && value !== 0;
}

/** English dates as Europe writes them: the month in words cannot be misread. */
const locales: Readonly<Record<Language, string>> = { en: 'en-GB', pl: 'pl-PL' };

function inWords(name: string, value: MailValue, { language, timeZone }: TextStyle): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return new Intl.NumberFormat(locales[language]).format(value);
  if (!(value instanceof Date)) throw new TemplateError(`${name} is a list and needs a section`);
  return new Intl.DateTimeFormat(locales[language], {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).format(value);
}

function pluralForm(
  node: Extract<TemplateNode, { kind: 'plural' }>,
  value: MailValue,
  language: Language,
): string {
  if (typeof value !== 'number') throw new TemplateError(`${node.name} is not a number`);
  const form = node.forms.get(new Intl.PluralRules(locales[language]).select(value));
  if (form === undefined) throw new TemplateError(`${node.name} lacks a form for ${value}`);
  return form.replaceAll('#', () => new Intl.NumberFormat(locales[language]).format(value));
}

/** Every value that a template asks for. */
export function namesOf(nodes: readonly TemplateNode[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of nodes) {
    if (node.kind === 'words') continue;
    names.add(node.name);
    if (node.kind === 'section') for (const name of namesOf(node.nodes)) names.add(name);
  }
  return names;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
