import { spawn } from 'node:child_process';

/**
 * The app from its sources, restarted on a change, and the pages from theirs, replaced in the open browser. The browser talks
 * to the page server alone, which passes calls of the API on, so that cookies and origins are as in production.
 */
const pages = 'http://localhost:5173';
const port = process.env['PORT'] ?? '3000';
const environment = {
  ...process.env,
  ASSAY_PUBLIC_URL: pages,
  ASSAY_API_URL: `http://127.0.0.1:${port}`,
  PORT: port,
};

const app = start([
  '--watch',
  '--watch-preserve-output',
  '--import',
  '@oxc-node/core/register',
  'src/main.ts',
]);
const web = start(['node_modules/vite/bin/vite.js', '--config', 'web/vite.config.ts']);
process.stdout.write(`Open ${pages}/\n`);

// A Ctrl-C reaches both from the terminal; whichever ends by itself takes the other along.
for (const [child, other] of [
  [app, web],
  [web, app],
] as const) {
  child.once('exit', (code) => {
    other.kill('SIGTERM');
    process.exitCode = code ?? 1;
  });
}
process.on('SIGINT', () => undefined);

function start(words: readonly string[]): ReturnType<typeof spawn> {
  return spawn(process.execPath, words, { stdio: 'inherit', env: environment });
}
