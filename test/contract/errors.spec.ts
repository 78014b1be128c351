import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { errorCatalogue } from '../../src/common/errors/catalogue.js';
import { AppError } from '../../src/common/errors/app-error.js';
import { toProblem } from '../../src/common/errors/problem.js';

const codes = Object.keys(errorCatalogue) as (keyof typeof errorCatalogue)[];

describe('the catalogue of errors', () => {
  it('is the enum of openapi.yaml', () => {
    const document = parse(readFileSync('openapi.yaml', 'utf8')) as {
      components: { schemas: { Problem: { properties: { code: { enum: string[] } } } } };
    };
    expect(document.components.schemas.Problem.properties.code.enum).toEqual(codes);
  });

  it('is explained in docs/errors.md, each code once, in the same order, with its status', () => {
    const text = readFileSync('docs/errors.md', 'utf8');
    const sections = text.split(/^## /m).slice(1);
    expect(sections.map((section) => section.split('\n')[0])).toEqual(codes);
    for (const [index, code] of codes.entries()) {
      const { status, retryable } = errorCatalogue[code];
      const [, , first = ''] = sections[index]!.split('\n');
      expect(first, code).toMatch(
        new RegExp(`^\\*\\*${status}${retryable ? ', retryable' : ''}\\.\\*\\* \\S`),
      );
    }
  });

  it('has no code that nothing answers with', () => {
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && !file.endsWith('catalogue.ts'))
      .map((file) => readFileSync(join('src', file), 'utf8'))
      .join('\n');
    expect(codes.filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
  });

  it('calls retryable what may pass by itself, and only that', () => {
    const retryable = codes.filter((code) => errorCatalogue[code].retryable);
    expect(retryable).toEqual([
      'request-timeout',
      'idempotency-in-flight',
      'too-many-requests',
      'service-unavailable',
      'outcome-unknown',
    ]);
  });

  it.each(codes)('makes a document of %s whose type is the same wherever it runs', (code) => {
    const problem = toProblem(new AppError(code), 'request');
    expect(problem).toMatchObject({
      code,
      status: errorCatalogue[code].status,
      instance: 'urn:request:request',
    });
    expect(problem['type']).toBe(code === 'internal' ? 'about:blank' : `urn:assay:problem:${code}`);
  });
});
