import { amountOf } from '../kube/quantity';
import type { Device, DeviceEngine } from './device';

/** The processors of the nodes: for laptops, and for small models. */
export const cpu: Device = {
  name: 'cpu',
  title: 'CPU',
  noun: 'CPU',
  accelerators: {},
  otherLabels: {},
  // llm-d/llm-d docs/api-reference/artifacts.md for v0.10.0; the tag of 0.27.1 is named in public scripts.
  images: {
    '0.27.1': 'docker.io/vllm/vllm-openai-cpu:v0.27.1',
    '0.30.0': 'docker.io/vllm/vllm-openai-cpu:v0.30.0',
  },
  kvCacheGiB,
  environment: engine => ({
    VLLM_CPU_KVCACHE_SPACE: String(kvCacheGiB(engine)),
    VLLM_CPU_NUM_OF_RESERVED_CPU: String(engine.reservedCpus ?? 1),
  }),
  allocationVariables: [],
  environmentPrefixes: ['VLLM_CPU_'],
  plugin: 'nothing: every node has CPUs',
  installation: [],
  exporter: 'cAdvisor of the kubelet',
  proof: { ran: false, text: 'the image did not run here' },
  source:
    'vLLM 0.30.0 docs/getting_started/installation/cpu.md and vllm/envs.py; llm-d/llm-d v0.9.0 '
    + 'guides/optimized-baseline/modelserver/cpu/vllm',
};

/** Whole GiB: what is stated, or half of the container's memory, the other half being for weights and activations. */
function kvCacheGiB({ kvCacheMemory, memory }: DeviceEngine): number {
  const bytes = kvCacheMemory === undefined ? amountOf(memory) / 2 : amountOf(kvCacheMemory);
  return Math.max(1, Math.floor(bytes / GIB));
}

const GIB = 2 ** 30;
