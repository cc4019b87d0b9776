import type { FabricSpec, RdmaSpec } from '../spec/operations';

/** What an instance type of EC2 has: GPUs, and network cards that take an EFA interface. */
export interface EfaInstance {
  /** GPUs. */
  readonly gpus: number;
  /** EFA devices, if every card has an interface: what its device plugin then offers. */
  readonly devices: number;
}

/**
 * EC2 user guide, Network cards (cards of each type) and Maximize network bandwidth: the first card of p6-b300 takes no
 * EFA. That a GPU of p5en gets two is also in llm-d guides/pd-disaggregation/modelserver/gpu/vllm/aws at v0.9.0.
 */
export const efaInstances = {
  'p4d.24xlarge': { gpus: 8, devices: 4 },
  'p4de.24xlarge': { gpus: 8, devices: 4 },
  'p5.48xlarge': { gpus: 8, devices: 32 },
  'p5e.48xlarge': { gpus: 8, devices: 32 },
  'p5en.48xlarge': { gpus: 8, devices: 16 },
  'p6-b200.48xlarge': { gpus: 8, devices: 8 },
  'p6-b300.48xlarge': { gpus: 8, devices: 16 },
} as const satisfies Readonly<Record<string, EfaInstance>>;

/** What an instance type has; undefined for one that is not known. */
export function efaInstance(type: string | undefined): EfaInstance | undefined {
  return type !== undefined && Object.hasOwn(efaInstances, type)
    ? efaInstances[type as keyof typeof efaInstances]
    : undefined;
}

/** The label that the cloud's node controller puts on every node (Kubernetes, Well-Known Labels). */
export const INSTANCE_TYPE_LABEL = 'node.kubernetes.io/instance-type';

/** The label with the availability zone of a node (Kubernetes, Well-Known Labels). */
export const ZONE_LABEL = 'topology.kubernetes.io/zone';

/** Whether KV cache travels through AWS's EFA, whatever name its device plugin is asked by. */
export function usesEfa(fabric: FabricSpec): fabric is RdmaSpec {
  return fabric !== 'tcp' && (fabric.network === 'efa' || fabric.resource?.startsWith('vpc.amazonaws.com/') === true);
}

/**
 * Whether an image has libfabric, which the LIBFABRIC backend of NIXL loads: AWS's images do (llm-d
 * guides/pd-disaggregation/modelserver/gpu/vllm/aws at v0.9.0), those of vLLM itself do not (`libfabric.so.1` is needed
 * by the plugin of nixl 1.5.1 and is in no package of it; vllm-project/vllm#55635).
 */
export function hasLibfabric(image: string): boolean | undefined {
  if (/(deep-learning-containers\/vllm|amazonaws\.com\/vllm|llm-d-aws)[:@]/.test(image)) return true;
  return /(^|\/)vllm-openai[:@]/.test(image) ? false : undefined;
}
