import type { Role } from '../../spec/role';
import { ROLE_LABEL } from '../../plan/labels';
import { workloadOf } from '../../workloads/workloads';
import type { RenderedObject } from './rendered-object';
import { flagsOf, GivenFlag } from './vllm-arguments';

/** The engine of the pods of a role, as a workload starts it. */
export interface EngineContainer {
  /** What the pods do, by their label. */
  readonly role: Role;
  /** The labels of the pods. */
  readonly labels: Readonly<Record<string, unknown>>;
  /** The arguments of `vllm serve`. */
  readonly args: readonly string[];
  /** The flags among them. */
  readonly flags: readonly GivenFlag[];
  /** The values of the environment that are texts. */
  readonly env: Readonly<Record<string, string>>;
  /** The image. */
  readonly image: string;
}

/**
 * The engine in a workload of a role; nothing for any other object. What is not of the shape of one is another rule's.
 */
export function engineOf(object: RenderedObject): EngineContainer | undefined {
  const workload = workloadOf(object);
  if (!workload) return undefined;
  if (!read.has(object)) read.set(object, readEngine(workload.podTemplateOf(object) as PodTemplate | null | undefined));
  return read.get(object);
}

// Four families of rules and the record ask for the same engine.
const read = new WeakMap<RenderedObject, EngineContainer | undefined>();

function readEngine(template: PodTemplate | null | undefined): EngineContainer | undefined {
  const labels = template?.metadata?.labels ?? {};
  const role = labels[ROLE_LABEL];
  const container = entries(template?.spec?.containers).find(({ name }) => name === 'vllm');
  if (!container || (role !== 'prefill' && role !== 'decode')) return undefined;
  const env = entries(container.env)
    .filter(({ value }) => typeof value === 'string')
    .map(({ name, value }) => [name, value]);
  const args = Array.isArray(container.args) ? container.args.map(String) : [];
  return {
    role, labels, args, flags: flagsOf(args),
    env: Object.fromEntries(env) as Record<string, string>,
    image: String(container.image),
  };
}

/** vLLM's own block size on CUDA, where `--block-size` is not given. */
export const VLLM_BLOCK_SIZE = 16;

/** Tokens in a block of KV cache. */
export function blockSizeOf(engine: EngineContainer): number {
  return Number(lastValue(engine, '--block-size') ?? VLLM_BLOCK_SIZE);
}

/** The value that a flag has in the end: of several, vLLM takes the last. */
export function lastValue({ flags }: EngineContainer, flag: string): string | undefined {
  return flags.filter(({ name }) => name === flag).at(-1)?.value;
}

interface PodTemplate {
  readonly metadata?: { readonly labels?: Readonly<Record<string, unknown>> | null } | null;
  readonly spec?: { readonly containers?: readonly Container[] } | null;
}

interface Container {
  readonly name?: unknown;
  readonly image?: unknown;
  readonly args?: unknown;
  readonly env?: readonly { readonly name?: unknown; readonly value?: unknown }[];
}

function entries<T>(list: readonly T[] | undefined): T[] {
  return Array.isArray(list) ? list.filter(entry => typeof entry === 'object' && entry !== null) as T[] : [];
}
