import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const api = process.env['ASSAY_API_URL'] ?? 'http://127.0.0.1:3000';
const proxied = Object.fromEntries(['/api', '/health'].map((path) => [path, { target: api }]));

const sharedModules =
  /node_modules[\\/]react[\\/]|react-dom-client|react-dom[\\/]client|scheduler|src[\\/]api[\\/]problem|preload-helper/;

/** Two entries: the dashboard, and the light page of candidates, in which no code of the dashboard may be. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), compressed()],
  // One value and not a name for each text: a third less to load.
  json: { namedExports: false, stringify: true },
  html: { cspNonce: '__NONCE__' },
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    manifest: true,
    // Phones that are five years old; without the polyfill of module preloading, which all of them have or do without.
    target: ['es2020', 'chrome87', 'firefox78', 'safari14'],
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        dashboard: join(import.meta.dirname, 'index.html'),
        candidate: join(import.meta.dirname, 'candidate.html'),
      },
      // What both entries share, in one piece: cut into several, each piece costs the candidate's page some compression.
      output: { codeSplitting: { groups: [{ name: 'shared', test: sharedModules }] } },
    },
  },
  server: { port: 5173, strictPort: true, proxy: proxied },
});

/** Beside each asset its compressed forms, so that the server never compresses while somebody waits. */
function compressed(): Plugin {
  return {
    name: 'compressed-assets',
    apply: 'build',
    async writeBundle({ dir = '' }) {
      const folder = join(dir, 'assets');
      for (const name of await readdir(folder)) {
        if (!/\.(js|css|svg)$/.test(name)) continue;
        const bytes = await readFile(join(folder, name));
        await writeFile(join(folder, `${name}.gz`), await promisify(gzip)(bytes, { level: 9 }));
        const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
        await writeFile(
          join(folder, `${name}.br`),
          await promisify(brotliCompress)(bytes, { params: quality }),
        );
      }
    },
  };
}
