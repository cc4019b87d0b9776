import { imagesLock, InferenceSpec, istio, Release } from '../lib';

/** Llama 3.1 8B on 16 GPUs, eight a role, on the llm-d release that it was first run with. */
export const llama31: InferenceSpec = {
  namespace: 'llm-d-llama31',
  release: Release.ROUTER_0_3,
  gateway: istio('1.27'),
  model: {
    uri: 'hf://meta-llama/Llama-3.1-8B-Instruct',
    token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' },
  },
  modelCache: { type: 'persistentVolumeClaim', size: '200Gi' },
  engine: { maxModelLen: 32000 },
  prefill: { replicas: 8, cpu: '22', memory: '100Gi' },
  decode: { replicas: 8, cpu: '22', memory: '100Gi' },
  images: { digests: imagesLock() },
  waive: {
    PD506: '2026-11: kept at 8B because it is the deployment that the published figures are of',
    PD507: '2026-11: eight and eight GPUs are those of the published figures, with prefill estimated at 3 to 6 % busy',
    PD508:
      '2026-11: the published figures are of pods that ask for no RDMA device, 829 ms to the first token at 32 '
      + 'requests',
    PD433: '2026-11: the gateway is that of the published figures, which no caller from outside reaches',
  },
  names: { gateway: 'infra-llama31-inference-gateway', inferencePool: 'gaie-llama31' },
};
