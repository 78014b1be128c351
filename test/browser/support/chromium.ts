import { existsSync } from 'node:fs';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where the browser of this machine is. Without one the browser tests are left out and say so; ASSAY_REQUIRE_BROWSER=1 forbids that. */
export const chromiumPath = [process.env['ASSAY_TEST_CHROMIUM'] ?? '', ...places].find(
  (path) => path !== '' && existsSync(path),
);

if (chromiumPath === undefined && process.env['ASSAY_REQUIRE_BROWSER'] === '1')
  throw new Error(
    `No Chromium found (${places.join(', ')}). Install it, or set ASSAY_TEST_CHROMIUM to its path.`,
  );
if (chromiumPath === undefined)
  process.stderr.write('No Chromium found: the browser tests are left out. Install chromium to run them.\n');

export const chromiumOptions = {
  executablePath: chromiumPath ?? '',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};
