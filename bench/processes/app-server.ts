import { createApp } from '../../src/app.js';
import { createLogger } from '../../src/common/logging/logger.js';

/** The product as `npm start` would run it: every guard, pipe, hook and log line; the log goes to standard output. */
const url = process.env['ASSAY_BENCH_DATABASE'];
if (url === undefined) throw new Error('ASSAY_BENCH_DATABASE is missing');
const app = await createApp({
  database: { url, poolSize: 8, candidatePoolSize: 8, onPoolError: () => undefined },
  secrets: { keys: [{ id: 'bench', bytes: Buffer.alloc(32) }] },
  auth: { publicUrl: 'http://127.0.0.1' },
  logger: createLogger({ level: 'info' }),
  trustedProxies: 0,
});
await app.listen(0, '127.0.0.1');
process.send?.({ port: Number(new URL(await app.getUrl()).port) });
process.once('SIGTERM', () => void app.close().then(() => process.exit(0)));
