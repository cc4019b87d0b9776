import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { App as StockApp } from 'cdk8s';
import { llama31 } from '../deployments/llm-d-llama31';
import { App, DisaggregatedInference } from '../lib';
import { scratchFolder } from './scratch';

// A process of its own: writes a fleet of N deployments and prints what that took. Arguments: how, N.
const [how, size] = process.argv.slice(2) as [string, string];
const count = Number(size);
const folder = scratchFolder('fleet');
const outdir = join(folder, 'dist');

const ways: Readonly<Record<string, () => void>> = {
  /** The App, all charts made first. */
  app: () => {
    const app = new App({ outdir });
    for (const name of names()) deployment(app, name);
    app.synth();
  },
  /** The App, each chart written and dropped as soon as it is made. */
  staged: () => {
    const app = new App({ outdir });
    for (const name of names()) app.stage(deployment(app, name));
    app.synth();
  },
  /** cdk8s's own App on the same constructs. */
  stock: () => {
    const app = new StockApp({ outdir });
    for (const name of names()) deployment(app, name);
    app.synth();
  },
};

const start = performance.now();
ways[how]!();
const milliseconds = performance.now() - start;
rmSync(folder, { recursive: true });
// maxRSS is in kilobytes.
console.log(JSON.stringify({ milliseconds, megabytes: process.resourceUsage().maxRSS / 1024 }));

function* names(): Generator<string> {
  for (let index = 0; index < count; index++) yield `llama-${String(index).padStart(4, '0')}`;
}

function deployment(app: StockApp, name: string): DisaggregatedInference {
  return new DisaggregatedInference(app, name, { ...llama31, namespace: name, names: {} });
}
