import { InferenceSpec, istio, Release } from '../lib';
import { llama31, ofThePublishedFigures } from './llm-d-llama31';

/**
 * The same deployment on today's release and gateway, beside the first in a namespace of its own, with everything that
 * production asks for.
 */
export const llama31Next: InferenceSpec = {
  ...llama31,
  namespace: 'llm-d-llama31-next',
  release: Release.ROUTER_0_10,
  gateway: istio('1.30'),
  waive: ofThePublishedFigures,
  prefill: { ...llama31.prefill, ephemeralStorage: '50Gi', autoscaling: { maxReplicas: 12, promptTokens: 20_000 } },
  decode: { ...llama31.decode, ephemeralStorage: '50Gi', autoscaling: { maxReplicas: 12 } },
  // One H100 with vLLM 0.27.1: 160 prompts of 1000 tokens, eight at a time, at 41,404 tokens a second.
  endpointPicker: { prefillThroughput: 41_000 },
  security: { user: 'high' },
  operations: {
    monitoring: { namespace: 'monitoring', labels: { release: 'kube-prometheus-stack' } },
  },
};
