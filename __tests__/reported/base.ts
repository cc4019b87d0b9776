import { type InferenceSpec, istio, Release } from '../../lib';
import type { PairSpec } from '../valid-spec';

/** A pair of 70B engines on H100s with InfiniBand, in which nothing is found: an input is what differs from it. */
export const base: PairSpec = {
  namespace: 'demo',
  release: Release.ROUTER_0_10,
  gateway: istio('1.30'),
  model: { uri: 'hf://meta-llama/Llama-3.3-70B-Instruct', token: { secretName: 'hub', key: 'HF_TOKEN' } },
  modelCache: { type: 'persistentVolumeClaim', size: '400Gi' },
  accelerator: 'NVIDIA-H100-80GB-HBM3',
  engine: { maxModelLen: 32_000 },
  fabric: { type: 'rdma-node-memlock', network: 'infiniband' },
  waive: { PD507: 'a test' },
  prefill: { replicas: 2, parallelism: { tensor: 4 }, cpu: '32', memory: '200Gi' },
  decode: { replicas: 2, parallelism: { tensor: 4 }, cpu: '32', memory: '200Gi' },
};

/** The first release of llm-d with disaggregation that is known: vLLM 0.11. */
export const on011: Partial<InferenceSpec> = { release: Release.ROUTER_0_3, gateway: istio('1.30') };

/** The same fields for both roles. */
export function both(fields: object): Pick<InferenceSpec, 'prefill' | 'decode'> {
  return { prefill: { ...base.prefill, ...fields }, decode: { ...base.decode, ...fields } };
}

/** Fields of decode pods alone. */
export function decode(fields: object): Pick<InferenceSpec, 'decode'> {
  return { decode: { ...base.decode, ...fields } };
}

/** Arguments of both roles. */
export function args(...extraArgs: readonly string[]): Pick<InferenceSpec, 'prefill' | 'decode'> {
  return both({ extraArgs });
}

/** Variables of both roles. */
export function env(extraEnv: Readonly<Record<string, unknown>>): Pick<InferenceSpec, 'prefill' | 'decode'> {
  return both({ extraEnv });
}
