import { stringify } from 'yaml';
import { createApp } from './app.js';
import { createLogger } from './common/logging/logger.js';
import { createApiDocument } from './openapi.js';

/** Built from the routes alone: in preview mode Nest makes no provider, so no database is needed. */
export async function renderApiDocument(): Promise<string> {
  const app = await createApp({
    preview: true,
    database: { url: 'postgres://preview', poolSize: 1, candidatePoolSize: 1, onPoolError: () => undefined },
    secrets: { keys: [{ id: 'preview', bytes: Buffer.alloc(32) }] },
    auth: { publicUrl: 'http://localhost' },
    logger: createLogger({ level: 'silent' }),
    trustedProxies: 0,
  });
  return stringify(createApiDocument(app), { aliasDuplicateObjects: false, lineWidth: 120 });
}
