import type { Device } from './device';

/** Intel's Gaudi, with the plugin of vLLM for HPUs. */
export const gaudi: Device = {
  name: 'gaudi',
  title: 'Intel Gaudi',
  noun: 'HPU',
  // docs.habana.ai, Intel Gaudi Device Plugin for Kubernetes.
  resource: 'habana.ai/gaudi',
  // llm-d/llm-d 6d2384ad guides/pd-disaggregation/README.hpu_cuda.md.
  dra: {
    driver: 'gaudi.intel.com', deviceClass: 'gaudi.intel.com', plugin: 'Intel\'s resource drivers for Kubernetes',
  },
  // No label with the product was read.
  accelerators: {},
  otherLabels: {},
  // The image of llm-d v0.9.0 has vLLM 0.26, and v0.10.0 has none: `image` of a role names one.
  images: {},
  environment: () => ({}),
  allocationVariables: ['HABANA_VISIBLE_DEVICES'],
  environmentPrefixes: ['HABANA_', 'PT_HPU_', 'VLLM_HPU_'],
  plugin: 'the Intel Gaudi device plugin or base operator',
  installation: [],
  exporter: 'the Prometheus metric exporter of Intel Gaudi',
  proof: { ran: false, text: 'nothing ran on a Gaudi' },
  source: 'llm-d/llm-d 6d2384ad guides/pd-disaggregation/README.hpu_cuda.md; docs.habana.ai, Kubernetes',
};
