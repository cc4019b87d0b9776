import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Browser, chromium, Page } from 'playwright-core';
import { comparisonOf } from '../../lib/bench/baseline';
import { BenchmarkRun } from '../../lib/bench/benchmark-run';
import { htmlReport } from '../../lib/bench/html-report';
import { publishedRun } from '../../lib/bench/seed-run';
import { temporaryFolder } from '../folder';
import { benchmarkRun, standInRun } from '../operate/benchmark-run';

const executablePath = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(path => path && existsSync(path));
let browser: Browser;
beforeAll(async () => {
  if (executablePath === undefined)
    throw new Error('there is no chromium: apt-get install chromium, or name a browser in CHROMIUM');
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
});
afterAll(() => browser?.close());

interface Seen {
  readonly page: Page;
  readonly errors: string[];
  readonly requests: string[];
}

async function opened(run: BenchmarkRun, width: number, colorScheme: 'dark' | 'light'): Promise<Seen> {
  const file = join(temporaryFolder(), 'report.html');
  writeFileSync(file, htmlReport(run, comparisonOf(run, publishedRun)));
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  const seen: Seen = { page, errors: [], requests: [] };
  page.on('console', message => void (message.type() === 'error' && seen.errors.push(message.text())));
  page.on('pageerror', error => void seen.errors.push(error.message));
  page.on('request', request => void seen.requests.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  return seen;
}

/** How many pixels of each chart are of a line's colour. */
const inked = (page: Page, variable: string): Promise<number[]> =>
  page.evaluate(`(() => {
  const probe = document.body.appendChild(document.createElement('span'));
  probe.style.color = 'var(${variable})';
  const [r, g, b] = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
  probe.remove();
  return [...document.querySelectorAll('canvas')].map(canvas => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (data[at] === r && data[at + 1] === g && data[at + 2] === b && data[at + 3] === 255) count++;
    }
    return count;
  });
})()`);

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const boxesOf = (page: Page): Promise<readonly Box[]> =>
  page.evaluate('[...document.querySelectorAll("canvas")].map(canvas => canvas.getBoundingClientRect().toJSON())');
const apart = (a: Box, b: Box): boolean =>
  a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;

describe.each([
  [1200, 'light'],
  [1200, 'dark'],
  [400, 'light'],
  [400, 'dark'],
] as const)('at %s pixels, %s', (width, scheme) => {
  test('three charts show both runs, nothing overflows, nothing is loaded', async () => {
    const { page, errors, requests } = await opened(benchmarkRun, width, scheme);
    expect(errors).toEqual([]);
    expect(requests).toHaveLength(1);
    for (const variable of ['--run', '--baseline']) {
      const pixels = await inked(page, variable);
      expect(pixels).toHaveLength(3);
      expect(Math.min(...pixels)).toBeGreaterThan(100);
    }
    const boxes = await boxesOf(page);
    expect(boxes.filter(({ left, right }) => left < 0 || right > width)).toEqual([]);
    expect(boxes.flatMap((a, index) => boxes.slice(index + 1).filter(b => !apart(a, b)))).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await page.close();
  });
});

test('the table and the legends say what is measured, in words that can be selected', async () => {
  const { page } = await opened(benchmarkRun, 1200, 'light');
  expect(await page.locator('.scroll tbody tr').allInnerTexts()).toEqual([
    expect.stringMatching(/^32\s+4,000\s+3,710\s+\+8%\s+6,000\s+5,463\s+\+10%\s+600 ms\s+829 ms\s+−28%/),
    expect.stringMatching(/^256\s+9,000\s+–\s+–/),
  ]);
  expect(await page.locator('.chart h2').allInnerTexts()).toEqual([
    'Throughput (output tokens a second)',
    'Time to the first token (ms)',
    'Time a token (ms)',
  ]);
  expect(await page.locator('.u-legend').nth(1).innerText()).toMatch(
    /this run, mean[\s\S]*this run, p99[\s\S]*published, mean/,
  );
  await page.close();
});

describe.each([
  [1200, 'light'],
  [400, 'dark'],
] as const)('a report of a stand-in, at %s pixels, %s', (width, scheme) => {
  test('shows its mark wherever a reader scrolls to, draws no baseline, and has no column for one', async () => {
    const { page, errors } = await opened(standInRun, width, scheme);
    expect(await page.title()).toBe('stand-in: llm-d-llama31, 2026-11-24');
    const banner = page.locator('.notice');
    expect(await banner.innerText()).toBe('stand-in: these figures say nothing about a GPU');
    await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
    const box = await banner.boundingBox();
    expect(box!.y).toBeGreaterThanOrEqual(0);
    expect(box!.y + box!.height).toBeLessThanOrEqual(900);
    expect(await inked(page, '--baseline')).toEqual([0, 0, 0]);
    expect(await page.locator('thead tr').allInnerTexts()).toEqual([
      expect.stringMatching(/^concurrency\s+output tok\/s\s+peak tok\/s/),
    ]);
    expect(await page.locator('.chart h2').allInnerTexts()).toEqual([
      'Throughput, stand-in (output tokens a second)',
      'Time to the first token, stand-in (ms)',
      'Time a token, stand-in (ms)',
    ]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    expect(errors).toEqual([]);
    await page.close();
  });
});

test('a name cannot become code', async () => {
  const name = '</script><script>document.title = "taken"</script><img src=x onerror=alert(1)>';
  const { page, errors, requests } = await opened({ ...benchmarkRun, deployment: name, model: name }, 1200, 'light');
  const seen = {
    errors,
    requests: requests.length,
    title: await page.title(),
    heading: await page.locator('h1').innerText(),
  };
  expect(seen).toEqual({ errors: [], requests: 1, title: `${name}, 2026-11-24`, heading: name });
  await page.close();
});
