import { InferenceSpec, istio, Release } from '../../lib';

const parsers = {
  extraArgs: ['--enable-auto-tool-choice', '--tool-call-parser=openai', '--reasoning-parser=openai_gptoss'],
};

/** gpt-oss-120b as one set: two slices of four prefill pods of one GPU and a decode pod of four. */
export default {
  namespace: 'pd-base-v010',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://openai/gpt-oss-120b', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' } },
  modelCache: { type: 'emptyDir', size: '200Gi' },
  engine: { blockSize: 128 },
  connector: { type: 'nixl', backends: ['UCX'], bufferDevice: 'cuda' },
  disaggregatedSet: { slices: 2 },
  startupSeconds: 3615,
  prefill: { replicas: 4, cpu: '8', memory: '16Gi', sharedMemory: '20Gi', ...parsers },
  decode: {
    replicas: 1, cpu: '16', memory: '64Gi', sharedMemory: '20Gi', parallelism: { tensor: 4 },
    rollout: { maxSurge: 1, maxUnavailable: 0 }, ...parsers,
  },
  endpointPicker: { prefillThroughput: 33_821 },
  containers: { endpointPicker: { resources: { requests: { cpu: '4', memory: '8Gi' }, limits: { memory: '16Gi' } } } },
  waive: { PD356: 'the guide has no screener of revisions' },
} satisfies InferenceSpec;
