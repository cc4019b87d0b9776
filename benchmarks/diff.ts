import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { llama31 } from '../deployments/llm-d-llama31';
import { App, DisaggregatedInference, InferenceSpec } from '../lib';
import { commandUsage } from './command-usage';
import { scratchFolder } from './scratch';

const SIZES = [100, 1000];

/** `llmd diff` of two folders in which every deployment differs: the template of the decode pods, and their number. */
export async function diff(): Promise<void> {
  console.log('(e) llmd diff of deployments that all differ (goal: CPU below 2 s for 100, below 20 s for 1000)');
  for (const size of SIZES) {
    const folder = scratchFolder('diff');
    const sides = [join(folder, 'before'), join(folder, 'after')] as const;
    write(sides[0], size, llama31);
    const { decode } = llama31;
    write(sides[1], size, { ...llama31, decode: { ...decode, replicas: decode.replicas + 1, memory: '80Gi' } });
    const { cpuSeconds, mebibytes, seconds } = await commandUsage(['diff', ...sides]);
    const figures = `${seconds.toFixed(2)} s, CPU ${cpuSeconds.toFixed(2)} s, ${mebibytes} MiB`;
    rmSync(folder, { recursive: true });
    console.log(`  ${`${size}`.padStart(4)} deployments  ${figures}`);
  }
}

function write(outdir: string, size: number, spec: InferenceSpec): void {
  const app = new App({ outdir });
  for (let index = 0; index < size; index++) {
    const name = `llama-${String(index).padStart(4, '0')}`;
    app.stage(new DisaggregatedInference(app, name, { ...spec, namespace: name, names: {} }));
  }
  app.synth();
}
