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
  /** GPU product that pods of a role select, which is `accelerator` of the spec; absent where a stand-in answered. */
  readonly selectedAccelerators?: ByRole<string>;
  /** Name of the llm-d release, for example `ROUTER_0_10`. */
  readonly release?: string;
}

/** The conditions that the cluster tells while it is measured. */
export interface SeenConditions {
  /** What answered. Results of versions before this field do not have it. */
  readonly engine?: Engine;
  /** Pods that were ready. */
  readonly pods: ByRole<number>;
  /** The value of the node label `nvidia.com/gpu.product`; absent where a stand-in answered. */
  readonly accelerators?: ByRole<string>;
  /** Image of the engine that the ready pods run, with its digest where the cluster tells it. */
  readonly images?: ByRole<string>;
  readonly gateway?: SeenGateway;
}

/** The gateway that requests came through. */
export interface SeenGateway {
  /** Its `gatewayClassName`. */
  readonly className: string;
  /** The image that its pods run, which names its version; absent where it has no pods in the namespace, or several. */
  readonly image?: string;
}

/** The gateway for a reader. */
export function gatewayText({ className, image }: SeenGateway): string {
  return image === undefined ? className : `${className} (${image})`;
}

/** What sends the requests and measures: `vllm bench serve`, or inference-perf. */
export type LoadGenerator = 'vllm' | 'inference-perf';

/** A fact of each role; absent where it is not known, or changed during the measurement. */
export type ByRole<T> = Readonly<Partial<Record<Role, T>>>;

/** The conditions of several measurements together: what changed between them is not known of all. */
export function commonConditions(seen: readonly SeenConditions[]): SeenConditions {
  const [gateway, ...otherGateways] = [...new Set(seen.map(({ gateway }) => JSON.stringify(gateway)))];
  const same = <T>(values: readonly (ByRole<T> | undefined)[]): ByRole<T> => ({
    ...one('prefill', values),
    ...one('decode', values),
  });
  const engine = commonEngine(seen.map(({ engine }) => engine ?? commonEngine([])));
  return {
    engine,
    pods: same(seen.map(({ pods }) => pods)),
    ...engine.kind !== 'stand-in' && seen.some(({ accelerators }) => accelerators) && {
      accelerators: same(seen.map(({ accelerators }) => accelerators)),
    },
    ...seen.some(({ images }) => images) && { images: same(seen.map(({ images }) => images)) },
    ...gateway !== undefined && otherGateways.length === 0 && { gateway: JSON.parse(gateway) as SeenGateway },
  };
}

function one<T>(role: Role, values: readonly (ByRole<T> | undefined)[]): ByRole<T> {
  const [first, ...others] = new Set(values.map(value => value?.[role]));
  return first === undefined || others.length > 0 ? {} : { [role]: first };
}
