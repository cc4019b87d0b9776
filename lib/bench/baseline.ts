import { BenchmarkResult, BenchmarkRun } from './benchmark-run';
import { BenchmarkConditions, gatewayText, SeenConditions } from './conditions';

/** Something to hold a run against. */
export interface Baseline extends BenchmarkConditions {
  readonly name: string;
  /** What a reader of the comparison must know of it. @default - nothing */
  readonly remark?: string;
  readonly results: readonly BaselineResult[];
}

/** What was measured at one concurrency. */
export type BaselineResult = Pick<
  BenchmarkResult,
  | 'concurrency'
  | 'prompts'
  | 'durationSeconds'
  | 'outputTokensPerSecond'
  | 'peakOutputTokensPerSecond'
  | 'goodput'
  | 'ttft'
  | 'tpot'
  | 'itl'
  | 'e2e'
>;

/**
 * What a run is held against: a baseline with what is other in its software, or the sentence that says why there is
 * none.
 */
export type Comparison
  = | { readonly baseline: Baseline; readonly changes: readonly string[] } | { readonly notCompared: string };

/** A baseline is used only where a stand-in had no part in the run and all conditions are known and agree. */
export function comparisonOf(run: BenchmarkRun, baseline: Baseline): Comparison {
  if (run.engine?.kind === 'stand-in') return { notCompared: 'not compared with any baseline: a stand-in answered' };
  const differences = [
    ...differencesIn(seenConditions, run, baseline), ...differencesIn(plannedConditions, run, baseline),
    ...noConcurrencyIn(run.results, baseline),
  ];
  return differences.length === 0
    ? { baseline, changes: changesIn(run, baseline) }
    : { notCompared: `not compared with baseline '${baseline.name}': ${differences.join('; ')}` };
}

/** What is known of a run before it measures anything. */
export type PlannedRun = Omit<BenchmarkConditions, keyof SeenConditions> & {
  readonly results: readonly Pick<BenchmarkResult, 'concurrency' | 'prompts'>[];
};

/** Why a baseline cannot be compared with what a run will measure, whatever that is; empty where it may be. */
export function differencesBefore(planned: PlannedRun, baseline: Baseline): readonly string[] {
  const engine = engineOf(baseline);
  return [
    ...engine === 'vllm' ? [] : [`engine of the baseline ${engine ?? 'unknown'}`],
    ...differencesIn(plannedConditions, planned, baseline), ...noConcurrencyIn(planned.results, baseline),
  ];
}

function differencesIn<T>(conditions: readonly Condition<T>[], run: T, baseline: T): readonly string[] {
  return conditions
    .map(([name, of]) => [name, of(run), of(baseline)] as const)
    .filter(([, own, other]) => own === undefined || other === undefined || own !== other)
    .map(([name, own = 'unknown', other = 'unknown']) => `${name} ${own}, baseline ${other}`);
}

function noConcurrencyIn(results: PlannedRun['results'], baseline: Baseline): readonly string[] {
  const [own, others] = [results, baseline.results].map(results => results.map(({ concurrency }) => concurrency)) as [
    number[],
    number[],
  ];
  const shared = own.some(concurrency => others.includes(concurrency));
  return shared ? [] : [`concurrency ${own.join(', ')}, baseline ${others.join(', ')}`];
}

/** A baseline is for comparing software, so this may be other, and the reader is told what is. */
function changesIn(run: BenchmarkConditions, baseline: BenchmarkConditions): readonly string[] {
  return software
    .map(([name, of]) => [name, of(run), of(baseline)] as const)
    .filter(([, own, other]) => own !== undefined && other !== undefined && own !== other)
    .map(([name, own, other]) => `${name} ${own}, baseline ${other}`);
}

type Condition<T> = readonly [name: string, of: (compared: T) => string | number | undefined];

const engineOf = ({ engine }: SeenConditions): string | undefined =>
  engine === undefined || engine.kind === 'unknown' ? undefined : engine.kind;

const seenConditions: readonly Condition<SeenConditions>[] = [
  ['engine', engineOf],
  ['prefill pods', ({ pods }) => pods.prefill],
  ['decode pods', ({ pods }) => pods.decode],
  ['accelerator of prefill pods', ({ accelerators }) => accelerators?.prefill],
  ['accelerator of decode pods', ({ accelerators }) => accelerators?.decode],
];

const plannedConditions: readonly Condition<PlannedRun>[] = [
  ['model', ({ model }) => model],
  ['repository', ({ repository }) => repository],
  ['input tokens', ({ inputTokens }) => inputTokens],
  ['output tokens', ({ outputTokens }) => outputTokens],
  ['prompts', ({ results }) => [...new Set(results.map(({ prompts }) => prompts))].join(', ')],
  ['GPUs of a prefill pod', ({ gpusPerPod }) => gpusPerPod?.prefill],
  ['GPUs of a decode pod', ({ gpusPerPod }) => gpusPerPod?.decode],
  ['load generator', ({ loadGenerator }) => loadGenerator],
];

const software: readonly Condition<BenchmarkConditions>[] = [
  ['release', ({ release }) => release],
  ['vLLM', ({ engine }) => engine?.versions.join(' and ') || undefined],
  ['image of prefill pods', ({ images }) => images?.prefill],
  ['image of decode pods', ({ images }) => images?.decode],
  ['gateway', ({ gateway }) => gateway && gatewayText(gateway)],
];
