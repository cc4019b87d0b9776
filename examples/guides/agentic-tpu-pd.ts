import { InferenceSpec, istio, Release } from '../../lib';

const pods = {
  cpu: '200', memory: '800Gi', sharedMemory: '100Gi', parallelism: { tensor: 8, expert: true },
  engine: { maxNumSeqs: 512, maxNumBatchedTokens: 8192 },
  extraArgs: ['--language-model-only', '--limit-mm-per-prompt={"image":0,"video":0}'],
} as const;

/** Qwen3 Coder 480B on TPUs of version 7: two prefill and six decode pods of four chips. */
export default {
  namespace: 'agentic-tpu-pd',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: {
    uri: 'hf://Qwen/Qwen3-Coder-480B-A35B-Instruct-FP8', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' },
  },
  modelCache: { type: 'emptyDir', size: '500Gi' },
  accelerator: 'tpu7x',
  connector: { type: 'tpu' },
  engine: { kvCacheDtype: 'fp8', maxModelLen: 262_144 },
  startupSeconds: 7215,
  prefill: { replicas: 2, ...pods },
  decode: { replicas: 6, ...pods },
  endpointPicker: {
    prefillThroughput: 33_821,
    plugins: [{
      type: 'approx-prefix-cache-producer', parameters: { autoTune: false, lruCapacityPerServer: 4_000_000 },
    }],
  },
  containers: { endpointPicker: { resources: { requests: { cpu: '4', memory: '8Gi' }, limits: { memory: '16Gi' } } } },
} satisfies InferenceSpec;
