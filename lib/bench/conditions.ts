import { Role } from '../spec/role';
import { commonEngine, Engine } from './engine';

/** What the figures of a measurement depend on. Where a field is absent it is not known. */
export interface BenchmarkConditions extends SeenConditions {
  readonly loadGenerator: LoadGenerator;
  /** The name that requests give the model. */
  readonly model: string;
  /** The model's repository, which is what the name stands for. */
  readonly repository?: string;
  /** Tokens of each prompt, and of each answer. */
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** GPUs that each pod of a role has; absent where a stand-in answered. */
  readonly gpusPerPod?: ByRole<number>;
}

/** The conditions that the cluster tells while it is measured. */
export interface SeenConditions {
  /** What answered. Results of versions before this field do not have it. */
  readonly engine?: Engine;
  /** Pods that were ready. */
  readonly pods: ByRole<number>;
  /** The value of the node label `nvidia.com/gpu.product`; absent where a stand-in answered. */
  readonly accelerators?: ByRole<string>;
}

/** What sends the requests and measures: `vllm bench serve`, or inference-perf. */
export type LoadGenerator = 'vllm' | 'inference-perf';

/** A fact of each role; absent where it is not known, or changed during the measurement. */
export type ByRole<T> = Readonly<Partial<Record<Role, T>>>;

/** The conditions of several measurements together: what changed between them is not known of all. */
export function commonConditions(seen: readonly SeenConditions[]): SeenConditions {
  const same = <T>(values: readonly (ByRole<T> | undefined)[]): ByRole<T> => ({
    ...one('prefill', values),
    ...one('decode', values),
  });
  return {
    engine: commonEngine(seen.map(({ engine }) => engine ?? commonEngine([]))),
    pods: same(seen.map(({ pods }) => pods)),
    ...(seen.some(({ accelerators }) => accelerators) && {
      accelerators: same(seen.map(({ accelerators }) => accelerators)),
    }),
  };
}

function one<T>(role: Role, values: readonly (ByRole<T> | undefined)[]): ByRole<T> {
  const [first, ...others] = new Set(values.map(value => value?.[role]));
  return first === undefined || others.length > 0 ? {} : { [role]: first };
}
