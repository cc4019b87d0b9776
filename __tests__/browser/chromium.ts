import { existsSync } from 'node:fs';
import { Browser, BrowserContextOptions, chromium, Page } from 'playwright-core';

const executablePath = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(path => path && existsSync(path));

/** Starts a browser for the tests of a file, and returns what opens a page in it. */
export function opener(): (options: BrowserContextOptions) => Promise<Page> {
  let browser: Browser;
  beforeAll(async () => {
    if (executablePath === undefined)
      throw new Error('there is no chromium: apt-get install chromium, or name a browser in CHROMIUM');
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  });
  afterAll(() => browser?.close());
  return options => browser.newPage(options);
}
