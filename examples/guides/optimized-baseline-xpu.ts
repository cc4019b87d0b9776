import { InferenceSpec, istio, Release } from '../../lib';

/** Qwen3 0.6B on claimed GPUs of Intel, in pods that do prefill and decode. */
export default {
  namespace: 'optimized-baseline-xpu',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  kubernetes: '1.34',
  model: { uri: 'hf://Qwen/Qwen3-0.6B', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' } },
  modelCache: { type: 'emptyDir', size: '20Gi' },
  device: 'xpu',
  claim: { accelerators: {} },
  engine: { dtype: 'float16', slidingWindow: false },
  startupSeconds: 3615,
  decode: {
    replicas: 2, cpu: '4', memory: '12Gi', pod: { securityContext: { fsGroup: 107, supplementalGroups: [107] } },
  },
  containers: { endpointPicker: { resources: { requests: { cpu: '4', memory: '8Gi' }, limits: { memory: '16Gi' } } } },
} satisfies InferenceSpec;
