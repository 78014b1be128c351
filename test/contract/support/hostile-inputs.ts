import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Call } from '../../support/test-app.js';
import { pathParameters, type Operation } from './operations.js';
import {
  badNames,
  badQueryValues,
  forbiddenFields,
  hostileText,
  hostileValue,
  malformedBodies,
  mediaTypes,
  wrongValues,
} from './hostile-values.js';
import { resolve, type Schema } from './schema-check.js';

export interface HostileInput {
  readonly what: string;
  readonly call: Call;
  /** Appended to the address. */
  readonly query?: string;
  /** Put into the address instead of the names of real resources. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Only such a status may answer it; without it anything but a failure of the server. */
  readonly status?: readonly number[];
  /** Refused, and yet kept: an upload that could not be read is listed as a failed import. */
  readonly leavesTrace?: boolean;
}

const json = { 'content-type': 'application/json' };
export function bodyInputs(
  operation: Operation,
  schemas: Readonly<Record<string, Schema>>,
  valid: Readonly<Record<string, unknown>>,
): HostileInput[] {
  const schema = operation.bodySchema?.$ref ? resolve(operation.bodySchema.$ref, schemas) : {};
  const properties = Object.entries(schema.properties ?? {});
  const body = (value: unknown): Call => ({ payload: JSON.stringify(value), headers: json });
  return [
    ...malformedBodies.map((payload) => ({
      what: `malformed body ${payload.toString().slice(0, 40)}`,
      call: { payload, headers: json },
      status: [400],
    })),
    ...['1', '"x"', '[]', '[{}]', 'true'].map((payload) => ({
      what: `body ${payload}`,
      call: { payload, headers: json },
      status: [422],
    })),
    ...mediaTypes.map((type) => ({
      what: `content type ${type.slice(0, 40)}`,
      call: { payload: JSON.stringify(valid), headers: { 'content-type': type } },
      status: [415],
    })),
    ...forbiddenFields
      .filter((name) => !(name in (schema.properties ?? {})))
      .map((name) => ({
        what: `extra field ${name}`,
        call: {
          payload: `{${JSON.stringify(name)}:1${JSON.stringify(valid)
            .replace(/^\{(?!\})/, ',')
            .replace(/^\{\}/, '}')}`,
          headers: json,
        },
        status: [422],
      })),
    ...properties.flatMap(([name, property]) =>
      (wrongValues[property.type ?? ''] ?? []).map((value) => ({
        what: `${name} is ${JSON.stringify(value)}`,
        call: body({ ...valid, [name]: value }),
        status: [422],
      })),
    ),
    ...(schema.required ?? [])
      .filter((name) => properties.some(([each, { type }]) => each === name && type !== undefined))
      .flatMap((name) =>
        (schema.properties?.[name]?.nullable === true ? [undefined] : [undefined, null]).map((value) => ({
          what: `${name} is ${value === null ? 'null' : 'missing'}`,
          call: body({ ...valid, [name]: value }),
          status: [422],
        })),
      ),
  ];
}

/** What is too large is refused by its length, before a byte of it is read as JSON. */
export const tooLargeInputs: readonly HostileInput[] = ['[', '{"a":', ' '].map((unit) => ({
  what: `2 MB of ${unit}`,
  call: { payload: Buffer.from(unit.repeat(Math.ceil(2_000_000 / unit.length))), headers: json },
  status: [413],
}));

export function randomBodies(
  operation: Operation,
  schemas: Readonly<Record<string, Schema>>,
  valid: Readonly<Record<string, unknown>>,
  options: { seed: number; count: number },
): HostileInput[] {
  const schema = operation.bodySchema?.$ref ? resolve(operation.bodySchema.$ref, schemas) : {};
  const members = Object.keys(schema.properties ?? {}).map((name) => [
    name,
    fc.oneof(
      { arbitrary: fc.constant(valid[name]), weight: 3 },
      { arbitrary: hostileValue, weight: 2 },
      { arbitrary: fc.constant(undefined), weight: 1 },
    ),
  ]);
  const bodies = fc.record(Object.fromEntries(members) as Record<string, fc.Arbitrary<unknown>>);
  return fc
    .sample(bodies, { seed: options.seed, numRuns: options.count })
    .map((value) => JSON.stringify(value))
    .map((payload) => ({ what: `body ${payload.slice(0, 300)}`, call: { payload, headers: json } }));
}

export function pathInputs(operation: Operation): HostileInput[] {
  return pathParameters(operation.path).flatMap(({ name }) =>
    badNames.map((value) => ({
      what: `{${name}} is ${value.slice(0, 40)}`,
      call: {},
      parameters: { [name]: value },
      status: [400, 404, 414],
    })),
  );
}

export function queryInputs(operation: Operation): HostileInput[] {
  const limits = [
    'limit=0',
    'limit=-1',
    'limit=1e9',
    'limit=5&limit=6',
    'limit[]=5',
    'limit[a]=5',
    'limit=0x10',
    'limit=%205',
    'limit=',
    'limit=NaN',
    'limit=1.0',
    'limit=%D9%A3',
    'limit=201%20',
    'limit=99999999999999999999',
    'limit=+5',
  ];
  const strict = operation.queryParameters.length > 0;
  return [
    ...(operation.queryParameters.includes('limit')
      ? limits.map((query) => ({ what: query, call: {}, query, status: [400] }))
      : []),
    ...operation.queryParameters.flatMap((name) => [
      { what: `${name} twice`, call: {}, query: `${name}=1&${name}=2`, status: [400] },
      { what: `${name}[]`, call: {}, query: `${name}[]=1`, status: [400] },
      ...badQueryValues.map((value) => ({
        what: `${name}=${value.slice(0, 30)}`,
        call: {},
        query: `${name}=${value}`,
      })),
    ]),
    ...[
      'employerId=1',
      '__proto__=1',
      'constructor=1',
      'a=1&a=2',
      'sort=id;DROP',
      '=',
      '&&&',
      '%',
      'limit%00=1',
    ].map((query) => ({
      what: `query ${query}`,
      call: {},
      query,
      ...(strict && query === 'employerId=1' ? { status: [400] } : {}),
    })),
  ];
}

export function headerInputs(operation: Operation, body: Call): HostileInput[] {
  const withHeaders = (headers: Record<string, string>): Call => ({
    ...body,
    headers: { ...body.headers, ...headers },
  });
  const input = (what: string, headers: Record<string, string>, status?: number[]): HostileInput => ({
    what,
    call: withHeaders(headers),
    ...(status ? { status } : {}),
  });
  const credentials = operation.access === 'public' ? undefined : [401];
  return [
    ...['GET', 'DELETE', 'PUT', 'x'].map((method) =>
      input(`method override ${method}`, { 'x-http-method-override': method, 'x-method-override': method }),
    ),
    ...(operation.takesIdempotencyKey
      ? [
          'short',
          'x'.repeat(256),
          'has a space in the middle',
          'a,b,c,d,e,f,g,h,i,j',
          'ümläut-ümläut-ümläut',
          '"unclosed-quotation-mark',
        ].map((key) => input(`Idempotency-Key ${key.slice(0, 20)}`, { 'idempotency-key': key }, [400]))
      : []),
    ...(operation.needsIfMatch
      ? [
          '*',
          'v1',
          '"v0"',
          'W/"v1"',
          '"v-1"',
          '"v1", "v2"',
          '"v9999999999999999999999"',
          '',
          '"x"',
          '"v999999999999999999"',
        ].map((tag) => input(`If-Match ${tag}`, { 'if-match': tag }, [404, 412]))
      : []),
    ...[
      'Bearer',
      'Bearer x',
      'Basic eDp5',
      `Bearer ${'A'.repeat(9_000)}`,
      'Bearer key_AAAA',
      'Bearer attempt_AAAA',
      `Bearer key_${'A'.repeat(64)}`,
    ].map((authorization) =>
      input(`Authorization ${authorization.slice(0, 20)}`, { authorization }, credentials),
    ),
    ...[
      '__Host-assay=',
      '__Host-assay=session_AAAA',
      `a=${'b'.repeat(8_000)}`,
      '__Host-assay=%00',
      '=;=;=',
      `__Host-assay=session_${'A'.repeat(64)}`,
    ].map((cookie) => input(`Cookie ${cookie.slice(0, 30)}`, { cookie })),
    ...(body.payload === undefined
      ? []
      : [
          {
            what: 'gzip',
            call: {
              payload: gzipSync(body.payload),
              headers: { ...body.headers, 'content-encoding': 'gzip' },
            },
            status: [400, 415],
          },
          {
            what: 'bomb',
            call: {
              payload: gzipSync(Buffer.alloc(1_000_000, '[')),
              headers: { ...body.headers, 'content-encoding': 'gzip' },
            },
            status: [400, 415],
          },
          input(
            'br',
            { 'content-encoding': 'br' },
            body.headers?.['content-type']?.includes('json') ? [415] : undefined,
          ),
        ]),
    input('Accept nonsense', { accept: '*/*;q=x, text/none' }),
    input('X-Forwarded', {
      'x-forwarded-for': '1.1.1.1',
      'x-forwarded-host': 'evil.example',
      forwarded: 'for=x',
    }),
    input('Range', { range: 'bytes=0-0,5-99999999' }),
    input('Expect', { 'x-request-id': 'x'.repeat(5_000) }),
  ];
}

/** Fills the count of a route up with queries that fast-check makes up. */
export function randomQueries(options: { seed: number; count: number }): HostileInput[] {
  return fc
    .sample(fc.array(fc.tuple(hostileText, hostileText), { minLength: 1, maxLength: 4 }), {
      seed: options.seed,
      numRuns: options.count,
    })
    .map((pairs) => pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&'))
    .map((query) => ({ what: `query ${query.slice(0, 200)}`, call: {}, query }));
}

function encode(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, ''));
}
