import type { OpenAPIObject } from '@nestjs/swagger';
import { streamTimes } from '../../../src/live/event-stream.js';
import { LiveStreams } from '../../../src/live/live-streams.service.js';
import { createApiDocument } from '../../../src/openapi.js';
import type { TestApp } from '../../support/test-app.js';
import type { Schema } from './schema-check.js';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Operation {
  readonly id: string;
  readonly method: HttpMethod;
  /** As in openapi.yaml, with parameters in braces. */
  readonly path: string;
  /** The name of the row in permissions.json. */
  readonly route: string;
  /** A permission, or `candidate`, or `public`. */
  readonly access: string;
  readonly queryParameters: readonly string[];
  readonly takesIdempotencyKey: boolean;
  readonly needsIfMatch: boolean;
  readonly bodyType: string | undefined;
  readonly bodySchema: Schema | undefined;
  /** The answers by status; without a type it has no body. */
  readonly answers: Readonly<Record<string, { readonly type?: string; readonly schema?: Schema }>>;
  readonly security: readonly object[];
}

export interface ApiDescription {
  readonly document: OpenAPIObject;
  readonly schemas: Readonly<Record<string, Schema>>;
  readonly operations: readonly Operation[];
}

interface Parameter {
  readonly name: string;
  readonly in: string;
}

interface DescribedOperation {
  readonly operationId?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> };
  readonly responses: Readonly<Record<string, { readonly content?: Record<string, { schema?: Schema }> }>>;
  readonly security?: readonly object[];
  readonly 'x-permission'?: string;
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** For tests that call every route: a stream that has no end of its own would keep its answer open for a quarter of an hour. */
export function describeApi(app: TestApp): ApiDescription {
  app.app.get(LiveStreams).times = { ...streamTimes, longestMilliseconds: 200 };
  return describeDocument(createApiDocument(app.app));
}

export function describeDocument(document: OpenAPIObject): ApiDescription {
  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const described = (item as Record<string, unknown>)[method.toLowerCase()];
      return described === undefined ? [] : [toOperation(method, path, described as DescribedOperation)];
    }),
  );
  return { document, schemas: (document.components?.schemas ?? {}) as Record<string, Schema>, operations };
}

function toOperation(method: HttpMethod, path: string, described: DescribedOperation): Operation {
  const [body] = Object.entries(described.requestBody?.content ?? {});
  const headers = new Set(
    (described.parameters ?? [])
      .filter((parameter) => parameter.in === 'header')
      .map((parameter) => parameter.name.toLowerCase()),
  );
  return {
    id: described.operationId ?? '',
    method,
    path,
    route: `${method} ${path}`,
    access: described['x-permission'] ?? '',
    queryParameters: (described.parameters ?? [])
      .filter((parameter) => parameter.in === 'query')
      .map((parameter) => parameter.name),
    takesIdempotencyKey: headers.has('idempotency-key'),
    needsIfMatch: headers.has('if-match'),
    bodyType: body?.[0],
    bodySchema: body?.[1].schema,
    answers: Object.fromEntries(
      Object.entries(described.responses).map(([status, answer]) => {
        const [content] = Object.entries(answer.content ?? {});
        return [status, content ? { type: content[0], ...content[1] } : {}];
      }),
    ),
    security: described.security ?? [],
  };
}

/** The parameters of a path, each with the collection that it names a member of: `questions` for `/questions/{id}`. */
export function pathParameters(path: string): { readonly name: string; readonly collection: string }[] {
  return [...path.matchAll(/([^/{}]+)\/\{([^}]+)\}/g)].map(([, collection, name]) => ({
    name: name!,
    collection: name === 'slug' ? 'links' : collection!,
  }));
}

export function fillPath(path: string, parameters: Readonly<Record<string, string>>): string {
  return path.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const value = parameters[name];
    if (value === undefined) throw new Error(`No value for {${name}} of ${path}.`);
    return value;
  });
}
