import { InferenceSpec, istio, Release } from '../lib';

/** Prefill pods that keep KV cache in 100 GiB of the host and in files of the node, beside NIXL. */
export default {
  namespace: 'offloading-tiers',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://openai/gpt-oss-120b' },
  modelCache: { type: 'emptyDir', size: '200Gi' },
  fabric: { type: 'rdma-node-memlock', network: 'infiniband' },
  prefill: {
    replicas: 4, cpu: '16', memory: '192Gi',
    offloading: {
      type: 'native', memory: '100Gi',
      files: { path: '/mnt/kv-cache', storage: { type: 'hostPath', path: '/mnt/nvme/kv-cache' } },
    },
  },
  decode: { replicas: 2, cpu: '16', memory: '64Gi', parallelism: { tensor: 4 } },
} satisfies InferenceSpec;
