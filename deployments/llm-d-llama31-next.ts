import { imagesLock, InferenceSpec, istio, Release } from '../lib';

/**
 * Llama 3.1 8B on 16 GPUs on today's release and gateway, beside the older one in a namespace of its own, with
 * everything that production asks for. It shares no value with the other file: a change of one deployment is a change
 * of one.
 */
export const llama31Next: InferenceSpec = {
  namespace: 'llm-d-llama31-next',
  release: Release.ROUTER_0_10,
  gateway: istio('1.30'),
  model: {
    uri: 'hf://meta-llama/Llama-3.1-8B-Instruct',
    token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' },
  },
  modelCache: { type: 'persistentVolumeClaim', size: '200Gi' },
  engine: { maxModelLen: 32000 },
  prefill: {
    replicas: 8, cpu: '22', memory: '100Gi', ephemeralStorage: '50Gi',
    autoscaling: { maxReplicas: 12, promptTokens: 20_000 },
  },
  decode: {
    replicas: 8, cpu: '22', memory: '100Gi', ephemeralStorage: '50Gi',
    autoscaling: { maxReplicas: 12 },
  },
  // One H100 with vLLM 0.27.1: 160 prompts of 1000 tokens, eight at a time, at 41,404 tokens a second.
  endpointPicker: { prefillThroughput: 41_000 },
  security: { user: 'high' },
  operations: {
    monitoring: { namespace: 'monitoring', labels: { release: 'kube-prometheus-stack' } },
  },
  images: { digests: imagesLock() },
  waive: {
    PD506: '2026-11: kept at 8B because it is the deployment that the published figures are of',
    PD507: '2026-11: eight and eight GPUs are those of the published figures, with prefill estimated at 3 to 6 % busy',
    PD508:
      '2026-11: the published figures are of pods that ask for no RDMA device, 829 ms to the first token at 32 '
      + 'requests',
  },
  names: { gateway: 'infra-llama31-inference-gateway', inferencePool: 'gaie-llama31' },
};
