import { InferenceSpec, istio, Release } from '../lib';

/** Without a way out but a proxy: a Job downloads the weights from a mirror whose certificate a team gives. */
export default {
  namespace: 'air-gapped',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://Qwen/Qwen3-32B', endpoint: 'https://hub.mirror.internal:8443' },
  modelCache: { type: 'persistentVolumeClaim', size: '200Gi', storageClassName: 'nfs', filledBy: 'Job' },
  accelerator: 'NVIDIA-H200',
  engine: { maxModelLen: 16_384 },
  network: {
    proxy: { url: 'http://proxy.internal:3128' },
    caBundle: { configMapName: 'acme-ca', key: 'ca.crt' },
  },
  fabric: { type: 'rdma-node-memlock', network: 'roce' },
  prefill: { replicas: 4, cpu: '16', memory: '100Gi' },
  decode: { replicas: 2, cpu: '16', memory: '100Gi' },
  images: {
    mirrors: { 'docker.io': 'registry.internal/docker', 'ghcr.io': 'registry.internal/ghcr' },
    pullSecrets: ['registry'],
  },
  operations: { networkPolicies: { weights: ['10.20.0.0/16'] } },
} satisfies InferenceSpec;
