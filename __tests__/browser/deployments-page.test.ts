import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Page } from 'playwright-core';
import { reportPage } from '../../lib/review/page/report-page';
import { temporaryFolder } from '../folder';
import { manifestsOf, yamlOf } from '../manifests';
import { validSpec } from '../valid-spec';
import { opener } from './chromium';

const newPage = opener();
const text = yamlOf(manifestsOf(validSpec));
/** As many as a platform team has. */
const files = Array.from({ length: 40 }, (_, index) => {
  const name = `model-${index}`;
  return { path: `${name}.yaml`, shown: `${name}.yaml`, text: text.replaceAll('llama', name) };
});

async function opened(colorScheme: 'dark' | 'light', width = 1280): Promise<{ page: Page; errors: string[] }> {
  const file = join(temporaryFolder(), 'page.html');
  writeFileSync(file, reportPage(files, undefined));
  const page = await newPage({ viewport: { width, height: 900 }, colorScheme });
  const errors: string[] = [];
  page.on('console', message => void (message.type() === 'error' && errors.push(message.text())));
  page.on('pageerror', error => void errors.push(error.message));
  page.on('request', request => void (request.url().startsWith('file:') || errors.push(request.url())));
  await page.goto(pathToFileURL(file).href);
  return { page, errors };
}

/** How far text is from what is behind it, and the page from its screen. */
interface Seen {
  readonly page: number;
  readonly picture: number;
  readonly overflow: number;
}

const shown = (page: Page): Promise<number> => page.locator('details.deployment:visible').count();

test('40 deployments are searched with the keyboard, and nothing is loaded', async () => {
  const { errors, page } = await opened('light');
  expect(await shown(page)).toBe(40);
  await page.keyboard.press('/');
  await page.keyboard.type('model-17');
  expect(await shown(page)).toBe(1);
  expect(await page.locator('#count').textContent()).toBe('1 of 40 deployments');
  await page.keyboard.press('Escape');
  expect(await shown(page)).toBe(40);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  expect(await page.locator('details.deployment[open]').count()).toBe(1);
  expect(errors).toEqual([]);
});

test.each(['light', 'dark'] as const)('text stands out from what is behind it on a %s screen, and nothing overflows', async (scheme) => {
  const { page } = await opened(scheme, 400);
  await page.locator('summary').first().click();
  const seen: Seen = await page.evaluate(`(() => {
    const numbers = (color) => color.match(/[\\d.]+/g).slice(0, 3).map(Number);
    const light = (color) => numbers(color).reduce((sum, part) => sum + part, 0);
    const box = document.querySelector('details[open] .box');
    const words = document.querySelector('details[open] svg text');
    return {
      page: Math.abs(light(getComputedStyle(document.body).color) - light(getComputedStyle(document.body)
        .backgroundColor)),
      picture: Math.abs(light(getComputedStyle(words).fill) - light(getComputedStyle(box).fill)),
      overflow: document.documentElement.scrollWidth - innerWidth,
    };
  })()`);
  expect(seen.page).toBeGreaterThan(400);
  expect(seen.picture).toBeGreaterThan(400);
  expect(seen.overflow).toBeLessThanOrEqual(0);
});
