import { InferenceSpec, istio, Release } from '../../lib';

/** gpt-oss-120b without prefill pods: sixteen pods of one GPU. */
export default {
  namespace: 'optimized-baseline-gptoss',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://openai/gpt-oss-120b', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' } },
  modelCache: { type: 'emptyDir', size: '200Gi' },
  engine: { blockSize: 128 },
  startupSeconds: 3615,
  decode: {
    replicas: 16, cpu: '8', memory: '96Gi', sharedMemory: '20Gi',
    engine: { gpuMemoryUtilization: 0.95 },
    extraArgs: ['--enable-auto-tool-choice', '--tool-call-parser=openai', '--reasoning-parser=openai_gptoss'],
    extraEnv: { PYTORCH_ALLOC_CONF: 'expandable_segments:True' },
  },
  containers: { endpointPicker: { resources: { requests: { cpu: '4', memory: '8Gi' }, limits: { memory: '16Gi' } } } },
} satisfies InferenceSpec;
