import { InferenceSpec, istio, Release } from '../../lib';

/** Qwen3-0.6B: an engine of each role over two nodes of one GPU. */
export default {
  namespace: 'dynamo-disagg-multinode',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://Qwen/Qwen3-0.6B', token: { secretName: 'hf-token-secret', key: 'HF_TOKEN' } },
  modelCache: { type: 'emptyDir', size: '20Gi' },
  prefill: { replicas: 1, cpu: '8', memory: '32Gi', parallelism: { tensor: 2, nodes: 2 } },
  decode: { replicas: 1, cpu: '8', memory: '32Gi', parallelism: { tensor: 2, nodes: 2 } },
} satisfies InferenceSpec;
