/** An address as the network sees it: 4 or 16 bytes. Text has too many spellings to decide anything on it. */
export interface IpAddress {
  readonly family: 4 | 6;
  readonly bytes: Uint8Array;
}

/** The longest form is `ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255`. */
const longestText = 45;

const decimalByte = /^(0|[1-9][0-9]{0,2})$/;
const hexadecimalGroup = /^[0-9a-f]{1,4}$/i;

/**
 * Reads the dotted decimal form of IPv4 or any form of RFC 4291 section 2.2 of IPv6. A leading zero, a short form, a
 * zone (`%eth0`) and brackets are not read: a URL has its own reader for them, and a resolver that answers with them
 * answers something that nobody has vetted.
 *
 * @returns undefined for everything else; never throws.
 */
export function readIpAddress(text: string): IpAddress | undefined {
  if (text.length > longestText) return undefined;
  return text.includes(':') ? readIpv6(text) : readIpv4(text);
}

function readIpv4(text: string): IpAddress | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => decimalByte.test(part) && Number(part) <= 255)) {
    return undefined;
  }
  return { family: 4, bytes: Uint8Array.from(parts, Number) };
}

function readIpv6(text: string): IpAddress | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = '', tail] = halves;
  const left = readGroups(head, tail === undefined);
  const right = readGroups(tail ?? '', true);
  if (left === undefined || right === undefined) return undefined;
  const missing = 16 - left.length - right.length;
  // `::` stands for one group of zeros at least.
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined;
  return { family: 6, bytes: Uint8Array.from([...left, ...Array<number>(missing).fill(0), ...right]) };
}

/** The bytes of `a:b:c`, of which the last may be an IPv4 address where it ends the whole. */
function readGroups(text: string, isEnd: boolean): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [index, group] of groups.entries()) {
    if (isEnd && index === groups.length - 1 && group.includes('.')) {
      const embedded = readIpv4(group);
      if (embedded === undefined) return undefined;
      bytes.push(...embedded.bytes);
    } else if (hexadecimalGroup.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
    } else {
      return undefined;
    }
  }
  return bytes;
}

/** One spelling for each address: dotted decimal, or eight groups in hexadecimal without `::`. */
export function formatIpAddress({ family, bytes }: IpAddress): string {
  if (family === 4) return bytes.join('.');
  return Array.from({ length: 8 }, (_, group) =>
    (((bytes[group * 2] ?? 0) << 8) | (bytes[group * 2 + 1] ?? 0)).toString(16),
  ).join(':');
}

export function isSameAddress(one: IpAddress, other: IpAddress): boolean {
  return one.family === other.family && one.bytes.every((byte, index) => byte === other.bytes[index]);
}
