import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { planInference } from '../../lib';
import { dataPathOf } from '../../lib/graph/data-path';
import { dataPathSvg } from '../../lib/graph/data-path-svg';
import { llama31 } from '../../deployments/llm-d-llama31';
import { temporaryFolder } from '../folder';
import { opener } from './chromium';

const newPage = opener();
const path = dataPathOf(planInference('llm-d-llama31', llama31));
const long = 'a-name-that-is-as-long-as-kubernetes-lets-it-be-which-is-63-wide';
const longPath = {
  ...path, model: long, httpRoute: long, inferencePool: long, prefillHeader: long,
  gateway: { ...path.gateway, name: long }, endpointPicker: { ...path.endpointPicker, name: long },
  decode: { ...path.decode, name: long }, prefill: { ...path.prefill!, name: long },
};

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test.each([['the first deployment', path], ['long names', longPath]])('%s: no text on another', async (_, drawn) => {
    const file = join(temporaryFolder(), 'path.svg');
    writeFileSync(file, dataPathSvg(drawn));
    const page = await newPage({ viewport: { width: 1090, height: 475 }, colorScheme });
    await page.goto(pathToFileURL(file).href);
    const found = await page.evaluate<{ meeting: string[]; outside: string[]; colours: string[] }>(`(() => {
      const texts = [...document.querySelectorAll('text')].map(text => ({
        text: text.textContent, colour: getComputedStyle(text).fill, ...text.getBoundingClientRect().toJSON() }));
      const apart = (a, b) => a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
      return {
        meeting: texts.flatMap((a, index) => texts.slice(index + 1).filter(b => !apart(a, b))
          .map(b => a.text + ' on ' + b.text)),
        outside: texts.filter(({ left, right, bottom }) => left < 0 || right > 1070 || bottom > 475)
          .map(({ text }) => text),
        colours: [getComputedStyle(document.querySelector('.back')).fill, texts[0].colour],
      };
    })()`);
    const colours = ['rgb(255, 255, 255)', 'rgb(28, 33, 40)'];
    const darkColours = ['rgb(15, 20, 26)', 'rgb(230, 237, 243)'];
    expect(found).toEqual({ meeting: [], outside: [], colours: colorScheme === 'light' ? colours : darkColours });
    await page.close();
  });
});
