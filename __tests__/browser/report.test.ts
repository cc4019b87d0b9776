import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Page } from 'playwright-core';
import { comparisonOf } from '../../lib/bench/baseline';
import { BenchmarkRun } from '../../lib/bench/benchmark-run';
import { htmlReport } from '../../lib/bench/report/html-report';
import { publishedRun } from '../../lib/bench/seed-run';
import { temporaryFolder } from '../folder';
import { benchmarkRun, standInRun, sweepOf } from '../operate/benchmark-run';
import { opener } from './chromium';

const newPage = opener();

interface Seen {
  readonly page: Page;
  readonly errors: string[];
  readonly requests: string[];
}

async function opened(run: BenchmarkRun, width: number, colorScheme: 'dark' | 'light'): Promise<Seen> {
  const file = join(temporaryFolder(), 'report.html');
  writeFileSync(file, htmlReport(run, comparisonOf(run, publishedRun)));
  const page = await newPage({ viewport: { width, height: 900 }, colorScheme });
  await page.addInitScript(RECORD_TEXTS);
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

/** Remembers the boxes of the texts that are drawn on each canvas since it was last cleared. */
const RECORD_TEXTS = `(() => {
  const canvas = CanvasRenderingContext2D.prototype;
  const { fillText, clearRect } = canvas;
  canvas.clearRect = function (...box) {
    this.canvas.texts = [];
    return clearRect.apply(this, box);
  };
  canvas.fillText = function (text, x, y, ...rest) {
    const { actualBoundingBoxAscent: up, actualBoundingBoxDescent: down, actualBoundingBoxLeft: before,
      actualBoundingBoxRight: after } = this.measureText(text);
    const corners = [[x - before, y - up], [x + after, y + down], [x - before, y + down], [x + after, y - up]];
    const at = corners.map(([x, y]) => new DOMPoint(x, y).matrixTransform(this.getTransform()));
    const [xs, ys] = [at.map(({ x }) => x), at.map(({ y }) => y)];
    const box = { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
    if (text !== '') (this.canvas.texts ??= []).push({ text, ...box });
    return fillText.call(this, text, x, y, ...rest);
  };
})()`;

interface Box {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const apart = (a: Box, b: Box): boolean =>
  a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
const meeting = (boxes: readonly Box[]): readonly string[] =>
  boxes.flatMap((a, index) => boxes.slice(index + 1).filter(b => !apart(a, b)).map(b => `${a.text} on ${b.text}`));

/** The texts that are drawn on each canvas, and the size of that. */
const drawnTexts = (page: Page): Promise<{ width: number; height: number; texts: Box[] }[]> =>
  page.evaluate(`[...document.querySelectorAll('canvas')].map(({ width, height, texts = [] }) =>
    ({ width, height, texts }))`);

/** The boxes of what holds text of its own. */
const textBoxes = (page: Page): Promise<Box[]> =>
  page.evaluate(`[...document.querySelectorAll('h1, h2, p, dt, dd, li span, .scroll')]
    .filter(element => element.textContent.trim() !== '' && element.offsetParent !== null)
    .map(element => ({ text: element.textContent.slice(0, 40), ...element.getBoundingClientRect().toJSON() }))`);

/** Texts whose colour is too near to what is behind them (WCAG 2.2, 1.4.3: 4.5 to 1). */
const faint = (page: Page): Promise<string[]> => page.evaluate(`(() => {
  const parts = colour => colour.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const [red, green, blue] = [r, g, b].map(value => value / 255)
      .map(value => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, alpha = 1] = parts(getComputedStyle(at).backgroundColor);
      if (alpha > 0) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const own = element => [...element.childNodes].some(({ nodeType, data }) => nodeType === 3 && data.trim() !== '');
  return [...document.body.querySelectorAll('*')].filter(element => own(element) && !element.matches('script, style'))
    .flatMap((element) => {
      const [a, b] = [luminance(parts(getComputedStyle(element).color)), luminance(behind(element))];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      return ratio < 4.5 ? [element.textContent.slice(0, 40) + ': ' + ratio.toFixed(2)] : [];
    });
})()`);

const sweeps: readonly (readonly [name: string, run: BenchmarkRun])[] = [
  ['1', sweepOf([1])], ['4 to 32', sweepOf([4, 8, 16, 32])], ['32 to 256', sweepOf([32, 64, 128, 256])],
  ['1 to 256 and near each other', sweepOf([1, 2, 4, 8, 16, 32, 60, 62, 64, 128, 256])],
  ['4 to 32 of a stand-in', { ...sweepOf([4, 8, 16, 32]), ...standIn() }],
];

function standIn(): Partial<BenchmarkRun> {
  const { accelerators, engine, gpusPerPod, notice } = standInRun;
  return { accelerators, engine, gpusPerPod, notice };
}

describe.each([
  [1280, 'light'],
  [1280, 'dark'],
  [800, 'light'],
  [800, 'dark'],
  [400, 'light'],
  [400, 'dark'],
] as const)('at %s pixels, %s', (width, scheme) => {
  test.each(sweeps)('a sweep of %s: no text on another, nothing overflows, nothing is faint or loaded', async (_, run) => {
    const { page, errors, requests } = await opened(run, width, scheme);
    const canvases = await drawnTexts(page);
    const outside = canvases.flatMap(({ height, texts, width }) => texts
      .filter(({ bottom, left, right, top }) => left < 0 || top < 0 || right > width || bottom > height)
      .map(({ text }) => text));
    expect({
      errors,
      requests: requests.length,
      onCanvas: canvases.flatMap(({ texts }) => meeting(texts)),
      outside,
      onPage: meeting(await textBoxes(page)),
      faint: await faint(page),
    }).toEqual({ errors: [], requests: 1, onCanvas: [], outside: [], onPage: [], faint: [] });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    const hasGpus = run.engine?.kind === 'vllm';
    expect(canvases).toHaveLength(run.results.length === 1 ? 0 : hasGpus ? 6 : 5);
    for (const pixels of await inked(page, '--run')) expect(pixels).toBeGreaterThan(100);
    const scrolls = await page.evaluate('(e => e.scrollWidth > e.clientWidth)(document.querySelector(".scroll"))');
    expect(await page.locator('.scrolls').isVisible()).toBe(scrolls);
    await page.close();
  });
});

test('the concurrencies of a sweep that doubles stand at equal distances, each with its label', async () => {
  const { page } = await opened(sweepOf([4, 8, 16, 32]), 1280, 'light');
  const { texts } = (await drawnTexts(page))[0]!;
  const labels = ['4', '8', '16', '32'].map(text => texts.find(box => box.text === text)!);
  const middles = labels.map(({ left, right }) => (left + right) / 2);
  const steps = middles.slice(1).map((middle, index) => middle - middles[index]!);
  for (const step of steps) expect(Math.abs(step - steps[0]!)).toBeLessThan(4);
  await page.close();
});

test('where labels have no room, some are left out', async () => {
  const { page } = await opened(sweepOf([1, 2, 60, 62, 64, 256]), 400, 'light');
  const { texts } = (await drawnTexts(page))[0]!;
  const drawn = texts.map(({ text }) => text);
  expect(drawn).toEqual(expect.arrayContaining(['1', '2', '60', '256']));
  expect(drawn).not.toContain('62');
  await page.close();
});

test('a mean that doubles is seen to rise beside a p99 that is forty times as high', async () => {
  const run = sweepOf([32, 64]);
  const means = [700, 1400];
  const results = run.results.map((row, index) => ({ ...row, ttft: { meanMs: means[index]!, p99Ms: 28_000 } }));
  const { page } = await opened({ ...run, results }, 1280, 'light');
  const rise = await page.evaluate<number>(`(() => {
    const canvas = document.querySelectorAll('canvas')[1];
    const { data, width } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const probe = document.body.appendChild(document.createElement('span'));
    probe.style.color = 'var(--run)';
    const [r, g, b] = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
    const ink = [];
    for (let at = 0; at < data.length; at += 4) {
      if (data[at] === r && data[at + 1] === g && data[at + 2] === b)
        ink.push({ x: (at / 4) % width, y: Math.floor(at / 4 / width) });
    }
    const lowest = of => Math.max(...of.map(({ y }) => y));
    const last = Math.max(...ink.map(({ x }) => x));
    return lowest(ink) - lowest(ink.filter(({ x }) => x > last - 8));
  })()`);
  expect(rise).toBeGreaterThan(15);
  await page.close();
});

test('the legend tells runs by colour and mark, mean and p99 by line and mark, without a pointer', async () => {
  const { page } = await opened(sweepOf([32, 64, 128]), 1280, 'light');
  const legend = page.locator('.chart').nth(1).locator('.legend li');
  expect(await legend.allInnerTexts()).toEqual(['this run, mean', 'this run, p99', 'published, mean']);
  const drawings = await legend.locator('svg').evaluateAll(
    found => found.map(({ innerHTML }) => [/circle|polygon/.exec(innerHTML)![0], innerHTML.includes('dasharray')]),
  );
  expect(drawings).toEqual([['circle', false], ['polygon', true], ['polygon', false]]);
  expect(new Set(await legend.locator('svg').evaluateAll(found => found.map(each => each.innerHTML))).size).toBe(3);
  for (const index of [0, 1, 2]) expect(await legend.nth(index).isVisible()).toBe(true);
  await page.close();
});

test('a pointer over a chart reads its figures', async () => {
  const { page } = await opened(sweepOf([32, 64, 128]), 1280, 'light');
  const chart = page.locator('.chart').first();
  await chart.locator('.u-over').hover({ position: { x: 5, y: 60 } });
  await chart.locator('.readout', { hasText: /^concurrency 32: this run [\d,]+; published 3,710$/ }).waitFor();
  await page.close();
});

test('one concurrency has bars with their numbers, and no line', async () => {
  const { page } = await opened(sweepOf([32]), 1280, 'light');
  expect(await page.locator('canvas').count()).toBe(0);
  const chart = page.locator('.chart').nth(1);
  expect((await chart.innerText()).split('\n').filter(line => line.trim() !== '')).toEqual([
    'Time to the first token (TTFT)', 'ms, at a concurrency of 32', 'this run, mean', expect.stringMatching(/ m?s$/),
    'this run, p99', expect.stringMatching(/ m?s$/), 'published, mean', '829 ms',
  ]);
  const widths = await chart.locator('.bar').evaluateAll(bars => bars.map(bar => bar.getBoundingClientRect().width));
  expect(widths[1]).toBeGreaterThan(widths[0]! * 1.5);
  await page.close();
});

test('the table says which change is better, in words that can be selected', async () => {
  const { page } = await opened(benchmarkRun, 1280, 'light');
  const rows = (await page.locator('.scroll tr').allInnerTexts()).map(text => text.split(/\s*[\t\n]\s*/));
  expect(rows).toEqual(expect.arrayContaining([
    ['concurrency', '32', '256'], ['output tok/s', '4,000', 'published 3,710', '+8% better', '9,000'],
    ['tok/s per GPU', '250', 'published 232', '+8% better', '563'],
    ['mean', '600 ms', 'published 829 ms', '−28% better', '4.20 s'], ['p99', '1.20 s', '8.00 s'],
  ]));
  await page.close();
});

test('the header has what the figures depend on, and names its digests', async () => {
  const { page } = await opened({ ...benchmarkRun, record: 'sha256:4444', release: 'ROUTER_0_3' }, 1280, 'light');
  const said = await page.locator('.conditions').innerText();
  for (const words of [
    /Model\s+meta-llama\/Llama-3.1-8B-Instruct/, /Engine\s+vLLM 0.11.0/, /8 decode, each with 1 × NVIDIA-H100-80GB-HBM3/,
    /Load\s+200 prompts of 1000 tokens/, /release\s+ROUTER_0_3/, /Record of the deployment\s+sha256:4444/,
    /File of dist\/\s+sha256:03b7e415/, /Measured\s+2026-11-24 10:00 UTC/,
  ]) expect(said).toMatch(words);
  await page.close();
});

test('a print is light, in one column, and cuts nothing off', async () => {
  const { page } = await opened(sweepOf([1, 2, 4, 8, 16, 32, 64, 128, 256]), 1280, 'dark');
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await page.setViewportSize({ width: 700, height: 1000 });
  expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
  const [ink] = await inked(page, '--run');
  expect(ink).toBeGreaterThan(100);
  const lefts = await page.locator('.chart').evaluateAll(found => found.map(each => each.getBoundingClientRect().left));
  expect(new Set(lefts).size).toBe(1);
  const boxes = await page
    .locator('canvas, table')
    .evaluateAll(found => found.map(each => each.getBoundingClientRect()));
  for (const { right } of boxes) expect(right).toBeLessThanOrEqual(700);
  for (const hidden of await page.locator('.readout, .scrolls').all()) expect(await hidden.isVisible()).toBe(false);
  expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
  await page.close();
});

describe.each([
  [1280, 'light'],
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
    expect(await page.locator('.scroll').innerText()).not.toMatch(/published|better|worse|per GPU/);
    expect(await page.locator('.chart h2').allInnerTexts()).toEqual([
      'Throughput, stand\u2011in',
      'Time to the first token (TTFT), stand\u2011in',
      'Time per output token (TPOT), stand\u2011in',
    ]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    expect(errors).toEqual([]);
    await page.close();
  });
});

test('a name cannot become code', async () => {
  const name = '</script><script>document.title = "taken"</script><img src=x onerror=alert(1)>';
  const { page, errors, requests } = await opened({ ...benchmarkRun, deployment: name, model: name }, 1280, 'light');
  const seen = {
    errors,
    requests: requests.length,
    title: await page.title(),
    heading: await page.locator('h1').innerText(),
  };
  expect(seen).toEqual({ errors: [], requests: 1, title: `${name}, 2026-11-24`, heading: name });
  await page.close();
});
