import { execFileSync } from 'node:child_process';

/**
 * Once for all browser tests: they look at what would be served. In a process of its own, because the test runner's
 * NODE_ENV would make a development build.
 */
export default function buildPages(): void {
  const command = [
    'node_modules/vite/bin/vite.js',
    'build',
    '--config',
    'web/vite.config.ts',
    '--logLevel',
    'warn',
  ];
  execFileSync(process.execPath, command, {
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'production' },
  });
}
