import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BenchmarkResult, BenchmarkRun, LoadGenerator } from '../bench/benchmark-run';
import { comparisonTable } from '../bench/comparison';
import { htmlReport } from '../bench/html-report';
import { Baseline, publishedRun } from '../bench/seed-run';
import { LoadShape } from '../cluster/inference-perf-job';
import { measure } from '../cluster/measure';
import { removeVerifications } from '../cluster/verification-run';
import { ClusterCommandOptions, DoesNotWork, runClusterCommand, Session } from './cluster-command';
import { CommandLineMistake, wholeNumber } from './dist-file';
import { Step } from './output';

/** Options of `llmd bench`. */
export interface BenchOptions extends ClusterCommandOptions {
  /** Concurrencies, one after the other, in place of one. */
  readonly sweep?: string;
  readonly inputTokens: string;
  readonly outputTokens: string;
  readonly loadGenerator: LoadGenerator;
  /** A result of an earlier run to compare with. @default - the published figures */
  readonly baseline?: string;
  /** Folder of results and reports. */
  readonly results: string;
}

/** Measures a deployment, and fails unless every prompt was completed. */
export function runBench(name: string, prompts: string, concurrency: string, options: BenchOptions): Promise<number> {
  return runClusterCommand(name, options, async (session) => {
    const baseline = readBaseline(options.baseline);
    const shapes = shapesOf(prompts, concurrency, options);
    const startedAt = new Date();
    const results: BenchmarkResult[] = [];
    await session.steps(shapes.map(shape => measureStep(session, options.loadGenerator, shape, results)));
    const run = runOf(session, options, startedAt, results);
    const files = store(run, baseline, options.results, startedAt);
    session.print(comparisonTable(run, baseline));
    session.print(`result: ${files.result}\nreport: ${files.report}`);
    return { ok: true, run, files };
  });
}

function shapesOf(prompts: string, concurrency: string, { sweep, inputTokens, outputTokens }: BenchOptions): readonly LoadShape[] {
  const concurrencies = sweep === undefined ? [wholeNumber('concurrency', concurrency)] : sweep.split(',').map(text => wholeNumber('--sweep', text));
  return concurrencies.map(concurrency => ({
    prompts: wholeNumber('prompts', prompts), concurrency,
    inputTokens: wholeNumber('--input-tokens', inputTokens), outputTokens: wholeNumber('--output-tokens', outputTokens),
  }));
}

function measureStep({ client, file: { deployment }, onInterrupt }: Session, generator: LoadGenerator, shape: LoadShape, results: BenchmarkResult[]): Step {
  const { concurrency, prompts } = shape;
  return {
    title: `${prompts} prompts at a concurrency of ${concurrency}`,
    run: async ({ now, title }) => {
      onInterrupt(() => removeVerifications(client, deployment));
      const { problems, result } = await measure(client, deployment, generator, shape, now);
      if (problems.length > 0 || result === undefined) throw new DoesNotWork(problems, { result });
      results.push(result);
      title(`${prompts} prompts at a concurrency of ${concurrency}: all completed in ${result.durationSeconds.toFixed(1)} s`);
    },
  };
}

function runOf({ file: { deployment, digest, name } }: Session, options: BenchOptions, startedAt: Date, results: readonly BenchmarkResult[]): BenchmarkRun {
  return {
    kind: 'BenchmarkRun', deployment: name, digest, startedAt: startedAt.toISOString(), loadGenerator: options.loadGenerator, model: deployment.model,
    inputTokens: Number(options.inputTokens), outputTokens: Number(options.outputTokens),
    pods: { prefill: deployment.replicas.prefill, decode: deployment.replicas.decode }, results,
  };
}

function store(run: BenchmarkRun, baseline: Baseline, folder: string, startedAt: Date): { readonly result: string; readonly report: string } {
  const base = join(folder, `${run.deployment}-${startedAt.toISOString().replace(/[:.]/g, '-')}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${base}.json`, `${JSON.stringify(run, undefined, 2)}\n`);
  writeFileSync(`${base}.html`, htmlReport(run, baseline));
  return { result: `${base}.json`, report: `${base}.html` };
}

function readBaseline(file: string | undefined): Baseline {
  if (file === undefined) return publishedRun;
  if (!existsSync(file)) throw new CommandLineMistake(`--baseline: there is no file ${file}`);
  const run = JSON.parse(readFileSync(file, 'utf8')) as Partial<BenchmarkRun>;
  if (run.kind !== 'BenchmarkRun') throw new CommandLineMistake(`--baseline: ${file} is not a result of \`llmd bench\``);
  return { name: run.startedAt!.slice(0, 10), results: run.results! };
}
