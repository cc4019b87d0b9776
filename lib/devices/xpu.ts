import type { Device } from './device';
import { visibleDevices } from './visible-devices';

/** Intel's GPUs, which vLLM calls XPUs. */
export const xpu: Device = {
  name: 'xpu',
  title: 'Intel XPU',
  noun: 'GPU',
  // The plugin names it by the driver of the kernel: `gpu.intel.com/i915` of older ones is for `claim` to leave out.
  resource: 'gpu.intel.com/xe',
  // llm-d/llm-d guides/pd-disaggregation/modelserver/xpu at v0.9.0.
  dra: { driver: 'gpu.intel.com', deviceClass: 'gpu.intel.com', plugin: 'Intel\'s resource drivers for Kubernetes' },
  // No label with the product was read.
  accelerators: {},
  otherLabels: {},
  // llm-d/llm-d docs/api-reference/artifacts.md (1128ecf6) for v0.10.0; of v0.9.0 its own image, which has vLLM 0.26.
  images: { '0.30.0': 'docker.io/vllm/vllm-openai-xpu:v0.30.0' },
  blockSize: 64,
  environment: ({ ranks }) => ({
    ZE_AFFINITY_MASK: visibleDevices(ranks), VLLM_WORKER_MULTIPROC_METHOD: 'spawn', TORCH_LLM_ALLREDUCE: '1',
  }),
  allocationVariables: [],
  environmentPrefixes: ['ZE_', 'ONEAPI_', 'SYCL_', 'CCL_', 'TORCH_LLM_'],
  plugin: 'the Intel GPU device plugin',
  installation: [],
  exporter: 'the XPU Manager of Intel',
  proof: { ran: false, text: 'nothing ran on a GPU of Intel' },
  source:
    'llm-d/llm-d v0.9.0 guides/pd-disaggregation/modelserver/xpu, 1128ecf6 docs/api-reference/artifacts.md; '
    + 'vLLM 0.33.0 vllm/distributed/kv_transfer/kv_connector/v1/nixl/utils.py',
};
