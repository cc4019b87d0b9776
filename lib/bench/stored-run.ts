import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Comparison } from './baseline';
import { BenchmarkRun } from './benchmark-run';
import { htmlReport } from './report/html-report';

/** The files of a run. */
export interface StoredRun {
  readonly result: string;
  readonly report: string;
}

/**
 * Writes the result of a run and its report, each at once: whoever reads them while a sweep goes on sees a whole file.
 *
 * @param base path without the ending; the names of a run that a stand-in has part in get `-stand-in`
 */
export function storeRun(run: BenchmarkRun, comparison: Comparison, base: string): StoredRun {
  const isStandIn = run.engine?.kind === 'stand-in';
  const [files, unmarked] = [filesOf(`${base}${isStandIn ? STAND_IN : ''}`), filesOf(base)];
  mkdirSync(dirname(base), { recursive: true });
  write(files.result, `${JSON.stringify(run, undefined, 2)}\n`);
  write(files.report, htmlReport(run, comparison));
  // A stand-in at a later point marks the earlier points too.
  if (isStandIn) for (const file of Object.values(unmarked) as string[]) rmSync(file, { force: true });
  return files;
}

/** The base of a file that `storeRun` wrote. */
export function baseOf(result: string): string {
  return result.replace(/(-stand-in)?\.json$/, '');
}

/** Reads a result; undefined where the text is something else. */
export function readRun(text: string): BenchmarkRun | undefined {
  try {
    const run = JSON.parse(text) as Partial<BenchmarkRun> | null;
    const isRun
      = run?.kind === 'BenchmarkRun'
        && typeof run.startedAt === 'string'
        && [run.pods, run.gpusPerPod ?? {}, run.accelerators ?? {}, run.selectedAccelerators ?? {}].every(isObject)
        && Array.isArray(run.results)
        && run.results.every(isResult)
        && (run.missing ?? []).every(concurrency => typeof concurrency === 'number');
    return isRun ? run as BenchmarkRun : undefined;
  } catch {
    return undefined;
  }
}

const STAND_IN = '-stand-in';

function filesOf(base: string): StoredRun {
  return { result: `${base}.json`, report: `${base}.html` };
}

function write(file: string, text: string): void {
  writeFileSync(`${file}.tmp`, text);
  renameSync(`${file}.tmp`, file);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

/** Whether the figures of a result are numbers: they are drawn, and printed as HTML. */
function isResult(value: unknown): boolean {
  const { ttft, tpot, itl, e2e, ...figures } = (value ?? {}) as Partial<Record<string, unknown>>;
  const isLatency = (latency: unknown): boolean =>
    isObject(latency)
    && typeof (latency as { readonly meanMs?: unknown }).meanMs === 'number'
    && Object.values(latency as object).every(figure => typeof figure === 'number');
  const { goodput } = figures;
  const isGoodput = goodput === undefined || (isObject(goodput) && goodputFields.every(name =>
    typeof (goodput as Partial<Record<string, unknown>>)[name] === 'number'));
  return isGoodput && needed.every(name => typeof figures[name] === 'number')
    && ['number', 'undefined'].includes(typeof figures.peakOutputTokensPerSecond)
    && [ttft, tpot].every(isLatency)
    && [itl, e2e].every(latency => latency === undefined || isLatency(latency));
}

const goodputFields = ['requestsPerSecond', 'ttftMs', 'tpotMs'];

const needed = ['concurrency', 'prompts', 'completed', 'durationSeconds', 'outputTokensPerSecond'];
