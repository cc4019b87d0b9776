import { InferenceSpec, istio, Release } from '../../lib';

const pods = {
  replicas: 1, cpu: '200', memory: '800Gi', sharedMemory: '100Gi', parallelism: { tensor: 8, expert: true },
  engine: { maxNumSeqs: 512, maxNumBatchedTokens: 8192 },
  extraArgs: ['--language-model-only', '--limit-mm-per-prompt={"image":0,"video":0}', '--host=0.0.0.0'],
} as const;

/** Qwen3.5 397B on TPUs of version 7: a prefill and a decode pod of four chips, which have two cores each. */
export default {
  namespace: 'pd-tpu-v7',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://Qwen/Qwen3.5-397B-A17B-FP8', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' } },
  modelCache: { type: 'emptyDir', size: '500Gi' },
  accelerator: 'tpu7x',
  connector: { type: 'tpu-hybrid' },
  engine: { kvCacheDtype: 'fp8', maxModelLen: 9216 },
  startupSeconds: 7215,
  prefill: pods,
  decode: pods,
  endpointPicker: { prefillThroughput: 33_821 },
  containers: { endpointPicker: { resources: { requests: { cpu: '4', memory: '8Gi' }, limits: { memory: '16Gi' } } } },
} satisfies InferenceSpec;
