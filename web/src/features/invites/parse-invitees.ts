import { readTable } from './read-table.js';

export interface Invitee {
  /** Of the text, from 1. */
  readonly line: number;
  readonly email: string;
  readonly name: string;
}

export interface NotUnderstood {
  readonly line: number;
  readonly text: string;
  readonly why: 'noAddress' | 'twice';
}

export interface ParsedInvitees {
  readonly invitees: readonly Invitee[];
  readonly notUnderstood: readonly NotUnderstood[];
}

interface Person extends Invitee {
  readonly text: string;
}

const emailHeaders = /^(e-?mail( address)?|mail|address|adres( e-?mail)?|e-?mail-adresse)$/i;
const nameHeaders = /^(full )?name$|^(imię i nazwisko|nazwa|nazwisko i imię)$/i;
const firstNameHeaders = /^(first|given)[ _-]?name$|^(imię|imie|vorname)$/i;
const lastNameHeaders = /^(last|family|sur)[ _-]?name$|^(surname|nazwisko|nachname)$/i;

/** People as they are pasted: lines, lists from a mail program, or a table whose first row names its columns. */
export function parseInvitees(text: string): ParsedInvitees {
  const people = ofTable(text) ?? ofLines(text);
  const seen = new Set<string>();
  const invitees: Invitee[] = [];
  const notUnderstood: NotUnderstood[] = [];
  for (const { line, email, name, text: source } of people) {
    const same = email.toLowerCase();
    if (email === '') notUnderstood.push({ line, text: source, why: 'noAddress' });
    else if (seen.has(same)) notUnderstood.push({ line, text: source, why: 'twice' });
    else invitees.push({ line, email, name });
    seen.add(same);
  }
  return { invitees, notUnderstood };
}

function ofTable(text: string): Person[] | undefined {
  const [header] = readTable(text.trimStart().split(/[\r\n]/, 1)[0]!);
  const place = (pattern: RegExp): number =>
    header?.cells.findIndex((cell) => pattern.test(cell.trim())) ?? -1;
  const email = place(emailHeaders);
  if (email < 0) return undefined;
  const [, ...body] = readTable(text);
  const names = [place(nameHeaders), place(firstNameHeaders), place(lastNameHeaders)].filter((at) => at >= 0);
  return body.map(({ line, cells }) => ({
    line,
    email: addressesIn(cells[email] ?? '')[0] ?? '',
    name: names
      .map((at) => (cells[at] ?? '').trim())
      .filter((part) => part !== '')
      .join(' '),
    text: cells.join(' '),
  }));
}

function ofLines(text: string): Person[] {
  return text.split(/\r\n|\r|\n/).flatMap((source, index) => {
    if (source.trim() === '') return [];
    const parts = addressesIn(source).length > 1 ? splitOutsideQuotes(source) : [source];
    return parts.map((part) => ofPart(part, index + 1));
  });
}

function ofPart(part: string, line: number): Person {
  const [email = ''] = addressesIn(part);
  const name = part
    .replace(email, '')
    .replace(/[<>"]|^'|'$/g, '')
    .replace(/^[\s,;:]+|[\s,;:]+$/g, '')
    .replace(/\s+/g, ' ');
  return { line, email, name: email === '' ? '' : name, text: part.trim() };
}

/** Words with an @ and a point behind it. Whether they are addresses, the server judges. */
function addressesIn(text: string): string[] {
  const words = text.split(/[\s<>,;"()[\]]+/).map((word) => word.replace(/^'|'$/g, ''));
  return words.filter((word) => {
    const at = word.lastIndexOf('@');
    const point = word.indexOf('.', at + 2);
    return at > 0 && point > 0 && point < word.length - 1;
  });
}

/** A list as mail programs write it: "Owner, Olga" <olga@example.org>, Adam <adam@example.org> */
function splitOutsideQuotes(line: string): string[] {
  const parts = line.match(/(?:"[^"]*"|[^,;"])+/g) ?? [];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}
