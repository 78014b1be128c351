import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { TestApp, type Employer } from '../../support/test-app.js';
import { chromiumOptions } from './chromium.js';

export const sizes = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
  /** WCAG 2.2, 1.4.10: no horizontal scrolling at this width. */
  narrow: { width: 320, height: 640 },
} as const;
export type Size = keyof typeof sizes;

export interface PageOptions {
  readonly size?: Size;
  readonly colorScheme?: 'light' | 'dark';
  readonly language?: string;
}

/** The real application with its pages on a port, on a database of its own, and a browser. */
export class BrowserBench {
  readonly violations: string[] = [];

  private constructor(
    readonly app: TestApp,
    readonly browser: Browser,
    readonly origin: string,
  ) {}

  static async start(): Promise<BrowserBench> {
    const pagesFolder = fileURLToPath(new URL('../../../dist/web', import.meta.url));
    const app = await TestApp.start({ pagesFolder });
    await app.app.listen(0, '127.0.0.1');
    const { port } = app.app.getHttpServer().address() as AddressInfo;
    const browser = await chromium.launch(chromiumOptions);
    return new BrowserBench(app, browser, `http://127.0.0.1:${port}`);
  }

  /** A browser of somebody else: nothing is shared with other contexts. */
  async context(options: PageOptions = {}): Promise<BrowserContext> {
    const context = await this.browser.newContext({
      baseURL: this.origin,
      viewport: sizes[options.size ?? 'desktop'],
      colorScheme: options.colorScheme ?? 'light',
      locale: options.language ?? 'en-GB',
      timezoneId: 'Europe/Warsaw',
      reducedMotion: 'reduce',
      hasTouch: options.size === 'phone',
      acceptDownloads: true,
    });
    context.on('console', (message) => {
      // What the Content-Security-Policy refused is a fault of ours in every test.
      if (/Content Security Policy|Content-Security-Policy/.test(message.text()))
        this.violations.push(message.text());
    });
    context.on('weberror', (error) => this.violations.push(String(error.error())));
    return context;
  }

  async page(options: PageOptions = {}): Promise<Page> {
    return (await this.context(options)).newPage();
  }

  /** Signed in as this member, by the session that the test has. */
  async pageOf(employer: Employer, options: PageOptions = {}): Promise<Page> {
    const page = await this.page(options);
    // Past addCookies, which names a domain and so loses every cookie with the prefix __Host-.
    const browser = await page.context().newCDPSession(page);
    for (const pair of (employer.headers['cookie'] ?? '').split('; ')) {
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      await browser.send('Network.setCookie', { name, value, url: this.origin, path: '/', secure: true });
    }
    await browser.detach();
    return page;
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await this.app.stop();
  }
}
