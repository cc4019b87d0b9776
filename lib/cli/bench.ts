import { Command, Option } from 'commander';
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Baseline, Comparison, comparisonOf } from '../bench/baseline';
import { BenchmarkResult, BenchmarkRun } from '../bench/benchmark-run';
import { commonConditions, LoadGenerator, SeenConditions } from '../bench/conditions';
import { noticeOf } from '../bench/engine';
import { htmlReport } from '../bench/html-report';
import { publishedRun } from '../bench/seed-run';
import { summaryText } from '../bench/summary';
import { deployedGpus, deployedRepository } from '../cluster/run/deployed-verification';
import { LoadShape } from '../cluster/run/inference-perf-job';
import { measure } from '../cluster/run/run-benchmark';
import { removeVerifications } from '../cluster/run/verification-run';
import { clusterCommand, ClusterCommandOptions, DoesNotWork, runClusterCommand, Session } from './cluster-command';
import { CommandLineMistake, wholeNumber } from './dist-file';
import { fileProblem, readInputFile, writeOutputFile } from './input-file';
import { Step } from './output';
import { examples } from './examples';

/** `llmd bench`. */
export function benchCommand(): Command {
  return clusterCommand('bench <deployment> [prompts] [concurrency]')
    .description(
      'measures a deployment from inside the cluster and writes a report; fails unless all prompts are completed',
    )
    .option('--sweep <concurrencies>', 'several concurrencies, for example 32,64,128')
    .option('--input-tokens <number>', 'tokens of each prompt', '1000')
    .option('--output-tokens <number>', 'tokens of each answer', '1000')
    .addOption(
      new Option('--load-generator <name>', 'the program that sends the prompts')
        .choices(['vllm', 'inference-perf'])
        .default('vllm'),
    )
    .option(
      '--baseline <file>',
      'the result of an earlier run; compared only if all conditions are the same (default: the published '
      + 'figures of Llama 3.1 8B)',
    )
    .option('--results <folder>', 'folder for results and reports', 'bench-results')
    .addHelpText(
      'after',
      examples(
        'llmd bench llm-d-llama31 200 32',
        'llmd bench llm-d-llama31 --sweep 32,64,128 --baseline bench-results/before.json',
      ),
    )
    .action(
      async (
        deployment: string,
        prompts: string | undefined,
        concurrency: string | undefined,
        options: BenchOptions,
      ) => {
        process.exitCode = await runBench(deployment, prompts ?? '200', concurrency ?? '32', options);
      },
    );
}

/** Options of `llmd bench`. */
export interface BenchOptions extends ClusterCommandOptions {
  /** Several concurrencies, measured one after the other. */
  readonly sweep?: string;
  readonly inputTokens: string;
  readonly outputTokens: string;
  readonly loadGenerator: LoadGenerator;
  /**
   * The result of an earlier run. It is compared only if all its conditions are those of this run. @default - the
   * published figures
   */
  readonly baseline?: string;
  /** Folder for results and reports. */
  readonly results: string;
}

/**
 * Measures a deployment and compares it with the baseline if all conditions are the same. Fails unless every prompt was
 * completed.
 */
export function runBench(name: string, prompts: string, concurrency: string, options: BenchOptions): Promise<number> {
  return runClusterCommand(name, options, async (session) => {
    const baseline = readBaseline(options.baseline);
    requireFolder(options.results);
    const shapes = shapesOf(prompts, concurrency, options);
    const startedAt = new Date();
    const rows: Row[] = [];
    await session.steps(shapes.map(shape => measureStep(session, options.loadGenerator, shape, rows)));
    const run = runOf(session, options, startedAt, rows);
    const comparison = comparisonOf(run, baseline);
    const files = store(run, comparison, options.results, startedAt);
    const lines = [...summaryText(run, comparison).split('\n'), `result: ${files.result}`, `report: ${files.report}`];
    lines.forEach(session.print);
    return { ok: true, ...noticeOf(run.engine), run, comparison, files };
  });
}

/** What was measured at one concurrency, and under which conditions. */
interface Row {
  readonly result: BenchmarkResult;
  readonly seen: SeenConditions;
}

function shapesOf(
  prompts: string,
  concurrency: string,
  { sweep, inputTokens, outputTokens }: BenchOptions,
): readonly LoadShape[] {
  const concurrencies
    = sweep === undefined
      ? [wholeNumber('concurrency', concurrency)]
      : sweep.split(',').map(text => wholeNumber('--sweep', text));
  return concurrencies.map(concurrency => ({
    prompts: wholeNumber('prompts', prompts),
    concurrency,
    inputTokens: wholeNumber('--input-tokens', inputTokens),
    outputTokens: wholeNumber('--output-tokens', outputTokens),
  }));
}

function measureStep(
  { client, file: { deployment }, onInterrupt }: Session,
  generator: LoadGenerator,
  shape: LoadShape,
  rows: Row[],
): Step {
  const { concurrency, prompts } = shape;
  return {
    title: `${prompts} prompts at a concurrency of ${concurrency}`,
    run: async ({ now, title }) => {
      onInterrupt(() => removeVerifications(client, deployment));
      const { problems, result, seen } = await measure(client, deployment, generator, shape, now);
      if (problems.length > 0 || result === undefined)
        throw new DoesNotWork(problems, { ...noticeOf(seen.engine), seen, result });
      rows.push({ result, seen });
      const mark = noticeOf(seen.engine).notice;
      title(
        `${prompts} prompts at a concurrency of ${concurrency}: all completed in `
        + `${result.durationSeconds.toFixed(1)} s${mark === undefined ? '' : ` (${mark})`}`,
      );
    },
  };
}

function runOf({ file }: Session, options: BenchOptions, startedAt: Date, rows: readonly Row[]): BenchmarkRun {
  const { deployment, digest, name } = file;
  const seen = commonConditions(rows.map(row => row.seen));
  return {
    kind: 'BenchmarkRun',
    ...noticeOf(seen.engine),
    deployment: name,
    digest,
    startedAt: startedAt.toISOString(),
    loadGenerator: options.loadGenerator,
    model: deployment.model,
    repository: deployedRepository(deployment),
    inputTokens: Number(options.inputTokens),
    outputTokens: Number(options.outputTokens),
    ...seen,
    ...(seen.engine?.kind !== 'stand-in' && { gpusPerPod: deployedGpus(deployment) }),
    results: rows.map(({ result }) => result),
  };
}

function store(
  run: BenchmarkRun,
  comparison: Comparison,
  folder: string,
  startedAt: Date,
): { readonly result: string; readonly report: string } {
  const mark = run.engine?.kind === 'stand-in' ? '-stand-in' : '';
  const base = join(folder, `${run.deployment}-${startedAt.toISOString().replace(/[:.]/g, '-')}${mark}`);
  writeOutputFile(`${base}.json`, `${JSON.stringify(run, undefined, 2)}\n`);
  writeOutputFile(`${base}.html`, htmlReport(run, comparison));
  return { result: `${base}.json`, report: `${base}.html` };
}

/** Before the measurement, which may take an hour. */
function requireFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new CommandLineMistake(`--results: ${folder} cannot be written: it ${fileProblem(error)}`);
  }
}

function readBaseline(file: string | undefined): Baseline {
  if (file === undefined) return publishedRun;
  if (!existsSync(file)) throw new CommandLineMistake(`--baseline: the file ${file} does not exist`);
  const run = readRun(readInputFile(file, LARGEST_MIB));
  if (run === undefined) throw new CommandLineMistake(`--baseline: ${file} is not a result of \`llmd bench\``);
  return { ...run, name: run.startedAt.slice(0, 10) };
}

/** A result has some kilobytes. */
const LARGEST_MIB = 8;

function readRun(text: string): BenchmarkRun | undefined {
  try {
    const run = JSON.parse(text) as Partial<BenchmarkRun> | null;
    const isRun
      = run?.kind === 'BenchmarkRun'
        && typeof run.startedAt === 'string'
        && isByRole(run.pods)
        && [run.gpusPerPod ?? {}, run.accelerators ?? {}].every(isByRole)
        && Array.isArray(run.results)
        && run.results.every(isResult);
    return isRun ? run as BenchmarkRun : undefined;
  } catch {
    return undefined;
  }
}

function isByRole(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Whether the figures of a result are numbers: a baseline is printed, also as HTML. */
function isResult(value: unknown): boolean {
  const { ttft, tpot, itl, e2e, ...figures } = (value ?? {}) as Partial<Record<string, unknown>>;
  const isLatency = (latency: unknown): boolean =>
    isByRole(latency)
    && typeof (latency as { readonly meanMs?: unknown }).meanMs === 'number'
    && Object.values(latency as object).every(figure => typeof figure === 'number');
  return needed.every(name => typeof figures[name] === 'number')
    && ['number', 'undefined'].includes(typeof figures.peakOutputTokensPerSecond)
    && [ttft, tpot].every(isLatency)
    && [itl, e2e].every(latency => latency === undefined || isLatency(latency));
}

const needed = ['concurrency', 'prompts', 'completed', 'durationSeconds', 'outputTokensPerSecond'];
