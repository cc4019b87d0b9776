import type { Balancing, ParallelismSpec } from '../spec/engine';

/** How one engine is split over GPUs and pods, with every size. */
export interface Parallelism {
  /** GPUs that share every layer. */
  readonly tensor: number;
  /** Groups of layers. */
  readonly pipeline: number;
  /** Data-parallel ranks in all pods of the engine; 1 is none. */
  readonly data: number;
  /** Whether each GPU has whole experts. */
  readonly expert: boolean;
  /** How requests get to the ranks. @default - there is one rank */
  readonly balancing?: Balancing;
  /** Pods of one engine, each on a node of its own. */
  readonly nodes: number;
  /** The label of nodes within one value of which they run, without those of other engines. @default - any nodes */
  readonly exclusiveTopology?: string;
}

/** An engine of one GPU. */
export const oneGpu: Parallelism = { tensor: 1, pipeline: 1, data: 1, expert: false, nodes: 1 };

/**
 * The sizes of an engine.
 *
 * @param gpusPerNode GPUs of a node of its accelerator; ranks that do not fit a node are spread over several
 */
export function planParallelism(stated: ParallelismSpec = {}, gpusPerNode = GPUS_PER_NODE): Parallelism {
  const { tensor = 1, pipeline = 1, data = 1, exclusiveTopology, expert = data > 1 } = stated;
  const balancing = data === 1 ? undefined : stated.balancing ?? 'ports';
  const { nodes = data === 1 ? 1 : Math.ceil(tensor * pipeline * data / gpusPerNode) } = stated;
  return {
    tensor, pipeline, data, expert, nodes,
    ...(balancing && { balancing }),
    ...(exclusiveTopology !== undefined && { exclusiveTopology }),
  };
}

/** GPUs of one pod. */
export function gpusOfPod({ data, nodes, pipeline, tensor }: Parallelism): number {
  return tensor * pipeline * data / nodes;
}

/** Data-parallel ranks of one pod. */
export function ranksOfPod({ data, nodes }: Pick<Parallelism, 'data' | 'nodes'>): number {
  return data / nodes;
}

/** Ports of one pod that take requests: one for each rank that has its own. */
export function servingPorts({ balancing, ...sizes }: Parallelism): number {
  const ranks = ranksOfPod(sizes);
  // Sizes that are nonsense have their own rule.
  return balancing === 'ports' && Number.isInteger(ranks) && ranks > 1 ? Math.min(ranks, MOST_RANKS) : 1;
}

/** Whether only the first pod of an engine takes requests: the others only compute. */
export function leaderServes({ balancing, nodes }: Pick<Parallelism, 'balancing' | 'nodes'>): boolean {
  return nodes > 1 && (balancing === undefined || balancing === 'internal');
}

/** A number of consecutive ports from the first. */
export function portsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

/** Nodes with NVIDIA's HGX boards, which most clouds have. */
const GPUS_PER_NODE = 8;

/** More than any node has GPUs: a plan is made before its sizes are judged. */
const MOST_RANKS = 64;
