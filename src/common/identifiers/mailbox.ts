import { canonicalEmail } from './email.js';

/** Who a mail is from. */
export interface Mailbox {
  readonly address: string;
  /** May be empty. */
  readonly name: string;
}

/** What would end a header, or hide what it says. */
const unwritable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Reads `address` or `Name <address>`; undefined for anything else. */
export function parseMailbox(text: string): Mailbox | undefined {
  const [, quoted, plain, bracketed] = /^(?:"([^"\\]*)"|([^"<>]*?))\s*<([^<>]+)>$/.exec(text.trim()) ?? [];
  const address = bracketed ?? text.trim();
  const name = quoted ?? plain ?? '';
  if (canonicalEmail(address) === undefined || name.length > 200 || unwritable.test(name)) return undefined;
  return { address, name };
}
