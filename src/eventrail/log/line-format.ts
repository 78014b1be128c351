import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';

/*
 * The bytes of the log, defined here and nowhere else (docs/eventrail.md says the same in words). The hash covers the
 * line as it stands, from its first brace up to the comma before "hash": whoever checks it needs no rule about the order
 * of keys, the spelling of numbers or escapes, and what a writer once wrote is never serialised again.
 */

export const formatVersion = 1;
/** What stands before the first line of the first segment. */
export const noHash = '0'.repeat(64);

// One byte before the hashed bytes says what they are, so that a header can never stand for a record, nor either of them
// for an event of the journal table (1) or a checkpoint (4).
const recordDomain = Buffer.of(2);
const headerDomain = Buffer.of(3);

/** `,"hash":"` + 64 hexadecimal digits + `"}` + LF. */
const hashPartLength = 9 + 64 + 2 + 1;
/** At least what a line holds besides its data, hash and LF included: the largest numbers, a chain of 64 characters. */
export const largestEnvelope = 400;

const time = String.raw`"time":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z)"`;
const durable = String.raw`"durable":(0|[1-9]\d{0,15})`;
const prev = String.raw`"prev":"([0-9a-f]{64})"`;
const recordStart = new RegExp(
  String.raw`^\{"v":1,"seq":([1-9]\d{0,15}),${time},${durable},${prev},(?:"chain":"([A-Za-z0-9:._-]{1,64})",)?"data":`,
);
const headerStart = new RegExp(
  String.raw`^\{"v":1,"segment":([1-9]\d{0,15}),"log":"([0-9a-f]{32})",${time},${durable},${prev}$`,
);
const hashPart = /^,"hash":"([0-9a-f]{64})"\}\n$/;
const chainName = /^[A-Za-z0-9:._-]{1,64}$/;

interface LineFields {
  /** RFC 3339, UTC, milliseconds: the writer's clock, for people. Order is what `seq` says. */
  readonly time: string;
  /** The highest sequence number known to be on disk when the line was built; always below the line's own. */
  readonly durable: number;
  /** The hash of the line before; 64 zeros at the very beginning. */
  readonly prev: string;
}

export interface RecordFields extends LineFields {
  readonly seq: number;
  readonly chain: string | undefined;
}

export interface HeaderFields extends LineFields {
  /** The sequence number of the first record after this header. */
  readonly segment: number;
  /** 32 hexadecimal digits, drawn once for a log, so that a segment of another log is known as foreign. */
  readonly log: string;
}

export interface RecordLine extends RecordFields {
  readonly kind: 'record';
  /** The JSON text of the event, byte for byte as it was accepted. A view into the caller's buffer. */
  readonly data: Buffer;
  readonly hash: string;
}

export interface HeaderLine extends HeaderFields {
  readonly kind: 'header';
  readonly hash: string;
}

export type LogLine = RecordLine | HeaderLine;

export interface EncodedLine {
  /** With the LF. */
  readonly bytes: Buffer;
  readonly hash: string;
}

/** 1 to 64 of A–Z, a–z, 0–9 and `:._-`: nothing that JSON would have to escape. */
export function isChainName(name: string): boolean {
  return chainName.test(name);
}

/** `data` must be one JSON value without a raw LF: see `eventText`. */
export function encodeRecord(fields: RecordFields, data: Buffer): EncodedLine {
  const chain = fields.chain === undefined ? '' : `"chain":"${fields.chain}",`;
  const start = `{"v":1,"seq":${fields.seq},"time":"${fields.time}","durable":${fields.durable},"prev":"${fields.prev}",${chain}"data":`;
  return withHash(recordDomain, Buffer.concat([Buffer.from(start, 'latin1'), data]));
}

export function encodeHeader(fields: HeaderFields): EncodedLine {
  const start = `{"v":1,"segment":${fields.segment},"log":"${fields.log}","time":"${fields.time}","durable":${fields.durable},"prev":"${fields.prev}"`;
  return withHash(headerDomain, Buffer.from(start, 'latin1'));
}

/**
 * The line that these bytes are, or undefined when they are none: no LF at the end, another spelling, data that is not
 * JSON in UTF-8, a hash that does not match. Says nothing about the line's place among others.
 */
export function parseLine(bytes: Buffer): LogLine | undefined {
  const hashAt = bytes.length - hashPartLength;
  if (hashAt <= 0) return undefined;
  const hash = hashPart.exec(bytes.toString('latin1', hashAt))?.[1];
  if (hash === undefined) return undefined;
  const start = bytes.toString('latin1', 0, Math.min(hashAt, largestEnvelope));
  const line = readRecord(bytes, start, hashAt, hash) ?? readHeader(start, hash);
  if (line === undefined) return undefined;
  const domain = line.kind === 'record' ? recordDomain : headerDomain;
  return hashOf(domain, bytes.subarray(0, hashAt)) === hash ? line : undefined;
}

function readRecord(bytes: Buffer, start: string, hashAt: number, hash: string): RecordLine | undefined {
  const found = recordStart.exec(start);
  if (found === null) return undefined;
  const seq = Number(found[1]);
  const durableSeq = Number(found[3]);
  const data = bytes.subarray(found[0].length, hashAt);
  if (!Number.isSafeInteger(seq) || durableSeq >= seq || !isJson(data)) return undefined;
  const fields = { seq, time: found[2] ?? '', durable: durableSeq, prev: found[4] ?? '', chain: found[5] };
  return { kind: 'record', ...fields, data, hash };
}

function readHeader(start: string, hash: string): HeaderLine | undefined {
  const found = headerStart.exec(start);
  if (found === null) return undefined;
  const segment = Number(found[1]);
  const durableSeq = Number(found[4]);
  if (!Number.isSafeInteger(segment) || durableSeq !== segment - 1) return undefined;
  const fields = { segment, log: found[2] ?? '', time: found[3] ?? '', durable: durableSeq };
  return { kind: 'header', ...fields, prev: found[5] ?? '', hash };
}

function isJson(data: Buffer): boolean {
  if (!isUtf8(data)) return false;
  try {
    JSON.parse(data.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

function withHash(domain: Buffer, start: Buffer): EncodedLine {
  const hash = hashOf(domain, start);
  return { bytes: Buffer.concat([start, Buffer.from(`,"hash":"${hash}"}\n`, 'latin1')]), hash };
}

function hashOf(domain: Buffer, bytes: Buffer): string {
  return createHash('sha256').update(domain).update(bytes).digest('hex');
}
