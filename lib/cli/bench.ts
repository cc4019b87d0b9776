import { Command, Option } from 'commander';
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Baseline, differencesBefore } from '../bench/baseline';
import { BenchmarkRun } from '../bench/benchmark-run';
import { LoadGenerator } from '../bench/conditions';
import { noticeOf } from '../bench/engine';
import { Estimate, progressIn } from '../bench/progress';
import { publishedRun } from '../bench/seed-run';
import { baseOf, readRun, StoredRun } from '../bench/stored-run';
import { summaryText } from '../bench/summary';
import { MeasuredSweep, Sweep } from '../bench/sweep';
import { selectedAccelerators } from '../cluster/pod-accelerators';
import { deployedGpus, deployedRepository } from '../cluster/run/deployed-verification';
import { measure } from '../cluster/run/run-benchmark';
import { removeVerifications } from '../cluster/run/verification-run';
import { digestOf } from '../plan/record';
import { clusterCommand, ClusterCommandOptions, DoesNotWork, runClusterCommand, Session } from './cluster-command';
import { CommandLineMistake, DistFile, wholeNumber } from './dist-file';
import { examples } from './examples';
import { gitCommitOf } from './git-commit';
import { fileProblem, readInputFile } from './input-file';
import { Step } from './output';

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
      'the result of an earlier run; refused unless all conditions are the same (default: the published '
      + 'figures of Llama 3.1 8B, where the conditions are theirs)',
    )
    .addOption(
      new Option('--resume <file>', 'the result of a sweep that was interrupted or failed: measures what is missing')
        .conflicts(['sweep', 'inputTokens', 'outputTokens', 'loadGenerator', 'results']),
    )
    .option('--results <folder>', 'folder for results and reports', 'bench-results')
    .addHelpText(
      'after',
      examples(
        'llmd bench llm-d-llama31 200 32',
        'llmd bench llm-d-llama31 --sweep 32,64,128 --baseline bench-results/before.json',
        'llmd bench llm-d-llama31 --resume bench-results/sweep.json',
      ),
    )
    .action(
      async (
        deployment: string,
        prompts: string | undefined,
        concurrency: string | undefined,
        options: BenchOptions,
      ) => {
        process.exitCode = await runBench(deployment, prompts, concurrency, options);
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
  /** The result of a sweep that has not ended. Its missing points are measured and added to it. */
  readonly resume?: string;
  /** Folder for results and reports. */
  readonly results: string;
}

/**
 * Measures a deployment and compares it with the baseline if all conditions are the same. The result is stored after
 * each concurrency, so that one that fails or is interrupted costs no other. Fails unless every prompt was completed.
 */
export function runBench(
  name: string,
  prompts: string | undefined,
  concurrency: string | undefined,
  options: BenchOptions,
): Promise<number> {
  return runClusterCommand(name, options, async (session) => {
    if (options.resume !== undefined && prompts !== undefined) throw new CommandLineMistake(RESUME_IS_ALL);
    const sweep = options.resume === undefined
      ? newSweep(session.file, prompts ?? '200', concurrency ?? '32', options)
      : resumedSweep(session.file, options.resume);
    const measured = new MeasuredSweep(sweep, readBaseline(options.baseline, sweep));
    requireFolder(dirname(sweep.base));
    try {
      await session.steps(sweep.missing.map((_, index) => measureStep(session, measured, index)));
    } catch (error) {
      if (measured.stored) session.print(resumeText(name, measured.stored));
      throw error;
    }
    const { comparison, run, stored: files } = measured;
    const lines = [...summaryText(run, comparison).split('\n'), `result: ${files!.result}`, `report: ${files!.report}`];
    lines.forEach(session.print);
    return { ok: true, ...noticeOf(run.engine), run, comparison, files };
  });
}

const RESUME_IS_ALL = '--resume continues with the prompts and the concurrencies of its file: leave out the others';

function resumeText(name: string, { result }: StoredRun): string {
  return `the points before are stored in ${result}; measure the others: llmd bench ${name} --resume ${result}`;
}

function measureStep(session: Session, sweep: MeasuredSweep, index: number): Step {
  const { client, file: { deployment }, onInterrupt } = session;
  const shape = sweep.shapeOf(index);
  const what = `${sweep.nameOf(index)}${shape.prompts} prompts at a concurrency of ${shape.concurrency}`;
  return {
    title: what,
    run: async ({ line, now, title }) => {
      onInterrupt(() => removeVerifications(client, deployment));
      const estimate = new Estimate(sweep.pointsAfter(index));
      const { problems, result, seen } = await measure(client, deployment, sweep.loadGenerator, shape, (said) => {
        const progress = progressIn(said);
        now(progress ? estimate.text(progress) : said);
      });
      if (problems.length > 0 || result === undefined)
        throw new DoesNotWork(problems, { ...noticeOf(seen.engine), seen, result, files: sweep.stored });
      const { result: file } = sweep.add({ result, seen });
      if (sweep.pointsAfter(index) > 0) line(`stored in ${file}`);
      const { notice } = noticeOf(seen.engine);
      const mark = notice === undefined ? '' : ` (${notice})`;
      title(`${what}: all completed in ${result.durationSeconds.toFixed(1)} s${mark}`);
    },
  };
}

function newSweep(file: DistFile, prompts: string, concurrency: string, options: BenchOptions): Sweep {
  const concurrencies = options.sweep === undefined
    ? [wholeNumber('concurrency', concurrency)]
    : options.sweep.split(',').map(text => wholeNumber('--sweep', text));
  const startedAt = new Date().toISOString();
  return {
    base: join(options.results, `${file.name}-${startedAt.replace(/[:.]/g, '-')}`),
    prompts: wholeNumber('prompts', prompts),
    missing: [...new Set(concurrencies)],
    begun: {
      kind: 'BenchmarkRun',
      ...identityOf(file),
      commit: gitCommitOf(file.path),
      startedAt,
      loadGenerator: options.loadGenerator,
      model: file.deployment.model,
      repository: deployedRepository(file.deployment),
      inputTokens: wholeNumber('--input-tokens', options.inputTokens),
      outputTokens: wholeNumber('--output-tokens', options.outputTokens),
      gpusPerPod: deployedGpus(file.deployment),
      selectedAccelerators: selectedAccelerators(file.deployment),
      results: [],
    },
  };
}

function resumedSweep(file: DistFile, path: string): Sweep {
  const begun = readResult('--resume', path);
  const { deployment, record } = identityOf(file);
  const { missing = [], results: [first] } = begun;
  if (missing.length === 0 || first === undefined)
    throw new CommandLineMistake(`--resume: ${path} has all its points: there is nothing to measure`);
  if (begun.deployment !== deployment || begun.record !== record)
    throw new CommandLineMistake(
      `--resume: ${path} is of ${begun.deployment} with the record ${begun.record ?? 'of an earlier version'}, `
      + `${file.path} has the record ${record}: points of two would be one sweep. Fix: measure all of them again`,
    );
  return { base: baseOf(path), prompts: first.prompts, missing, begun };
}

function identityOf({ deployment: { record }, digest, name }: DistFile): RunIdentity {
  return { deployment: name, digest, record: digestOf(record), library: record.library, release: record.release };
}

type RunIdentity = Required<Pick<BenchmarkRun, 'deployment' | 'digest' | 'library' | 'record' | 'release'>>;

/** An explicit baseline that cannot be compared is refused before anything is measured. */
function readBaseline(path: string | undefined, { begun, missing, prompts }: Sweep): Baseline {
  if (path === undefined) return publishedRun;
  const run = readResult('--baseline', path);
  const baseline: Baseline = { ...run, name: run.startedAt.slice(0, 10) };
  const planned = missing.map(concurrency => ({ concurrency, prompts }));
  const differences = differencesBefore({ ...begun, results: [...begun.results, ...planned] }, baseline);
  if (differences.length === 0) return baseline;
  throw new CommandLineMistake(
    `--baseline: ${path} was measured under other conditions: ${differences.join('; ')}. Nothing was measured. `
    + 'Fix: measure under the conditions of the baseline, or leave out --baseline',
  );
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

/** A result has some kilobytes. */
const LARGEST_MIB = 8;

function readResult(option: string, path: string): BenchmarkRun {
  if (!existsSync(path)) throw new CommandLineMistake(`${option}: the file ${path} does not exist`);
  const run = readRun(readInputFile(path, LARGEST_MIB));
  if (run === undefined) throw new CommandLineMistake(`${option}: ${path} is not a result of \`llmd bench\``);
  return run;
}
