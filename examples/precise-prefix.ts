import { InferenceSpec, Release, standalone } from '../lib';

/** A request goes to the pods that say they have its prefix, of both roles; two pods turn prompts into tokens. */
export default {
  namespace: 'precise-prefix',
  release: Release.ROUTER_0_10,
  gateway: standalone(),
  model: { uri: 'hf://Qwen/Qwen3-32B', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' } },
  modelCache: { type: 'persistentVolumeClaim', size: '200Gi' },
  engine: { blockSize: 64 },
  prefill: { replicas: 4, cpu: '8', memory: '96Gi', parallelism: { tensor: 2 } },
  decode: { replicas: 2, cpu: '8', memory: '96Gi', parallelism: { tensor: 4 } },
  endpointPicker: {
    precisePrefix: { tokenizer: { replicas: 2 } },
    profiles: { decode: { scorers: [{ type: 'prefix-cache-scorer', weight: 2 }, { type: 'active-request-scorer' }] } },
  },
} satisfies InferenceSpec;
