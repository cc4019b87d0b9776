import { BenchmarkResult, BenchmarkRun } from './benchmark-run';
import { BenchmarkConditions } from './conditions';

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
  | 'ttft'
  | 'tpot'
>;

/** What a run is held against: a baseline, or the sentence that says why there is none. */
export type Comparison = { readonly baseline: Baseline } | { readonly notCompared: string };

/** A baseline is used only where a stand-in had no part in the run and all conditions are known and agree. */
export function comparisonOf(run: BenchmarkRun, baseline: Baseline): Comparison {
  if (run.engine?.kind === 'stand-in') return { notCompared: 'not compared with any baseline: a stand-in answered' };
  const differences = differencesOf(run, baseline);
  return differences.length === 0
    ? { baseline }
    : { notCompared: `not compared with baseline '${baseline.name}': ${differences.join('; ')}` };
}

function differencesOf(run: Compared, baseline: Compared): readonly string[] {
  const differing = conditions
    .map(([name, of]) => [name, of(run), of(baseline)] as const)
    .filter(([, own, other]) => own === undefined || other === undefined || own !== other)
    .map(([name, own = 'unknown', other = 'unknown']) => `${name} ${own}, baseline ${other}`);
  const [own, others] = [run, baseline].map(({ results }) => results.map(({ concurrency }) => concurrency)) as [
    number[],
    number[],
  ];
  return own.some(concurrency => others.includes(concurrency))
    ? differing
    : [...differing, `concurrency ${own.join(', ')}, baseline ${others.join(', ')}`];
}

type Compared = BenchmarkConditions & Pick<Baseline, 'results'>;

const conditions: readonly (readonly [name: string, of: (compared: Compared) => string | number | undefined])[] = [
  ['engine', ({ engine }) => engine === undefined || engine.kind === 'unknown' ? undefined : engine.kind],
  ['model', ({ model }) => model],
  ['repository', ({ repository }) => repository],
  ['input tokens', ({ inputTokens }) => inputTokens],
  ['output tokens', ({ outputTokens }) => outputTokens],
  ['prompts', ({ results }) => [...new Set(results.map(({ prompts }) => prompts))].join(', ')],
  ['prefill pods', ({ pods }) => pods.prefill],
  ['decode pods', ({ pods }) => pods.decode],
  ['GPUs of a prefill pod', ({ gpusPerPod }) => gpusPerPod?.prefill],
  ['GPUs of a decode pod', ({ gpusPerPod }) => gpusPerPod?.decode],
  ['accelerator of prefill pods', ({ accelerators }) => accelerators?.prefill],
  ['accelerator of decode pods', ({ accelerators }) => accelerators?.decode],
  ['load generator', ({ loadGenerator }) => loadGenerator],
];
