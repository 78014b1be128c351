import { randomUUID } from 'node:crypto';

const canonicalUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const countsPerMillisecond = 4_096;
let millisecond = 0;
let count = 0;

/**
 * A UUIDv7 (RFC 9562): milliseconds since 1970, a count within the millisecond, 62 random bits. Time-ordered, so that an
 * index grows at its end. Identifies; never a secret. The random part is taken from randomUUID, for which node keeps random
 * bytes in store: asking for 16 fresh ones each time took longer than everything else here together.
 */
export function newId(): string {
  const now = Date.now();
  if (now > millisecond) {
    millisecond = now;
    count = 0;
  } else {
    count += 1;
    // More than fit, or a clock that was set back: the time runs ahead rather than the order breaking.
    if (count === countsPerMillisecond) {
      millisecond += 1;
      count = 0;
    }
  }
  const time = millisecond.toString(16).padStart(12, '0');
  const place = count.toString(16).padStart(3, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${place}-${randomUUID().slice(19)}`;
}

export function isId(value: unknown): value is string {
  return typeof value === 'string' && canonicalUuid.test(value);
}

export function idToBytes(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

export function bytesToId(bytes: Uint8Array): string {
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
