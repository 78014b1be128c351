import { readFile } from 'node:fs/promises';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { describe, expect, it } from 'vitest';

describe("the web client's types", () => {
  it('are those of openapi.yaml; after a change: npm run openapi', async () => {
    const ast = await openapiTypescript(new URL('../../openapi.yaml', import.meta.url), {
      defaultNonNullable: false,
    });
    const committed = await readFile(new URL('../../web/src/api/schema.ts', import.meta.url), 'utf8');
    expect(committed).toContain(astToString(ast).trim());
  });
});
