import { gke, InferenceSpec, Release } from '../lib';

/** Behind an internal load balancer of GKE, which cuts a request after ten minutes. */
export default {
  namespace: 'gke',
  release: Release.ROUTER_0_11,
  gateway: gke('gke-l7-rilb', { proxyOnlySubnet: '10.129.0.0/23', timeoutSeconds: 600 }),
  model: { uri: 'hf://openai/gpt-oss-120b' },
  modelCache: { type: 'persistentVolumeClaim', size: '200Gi' },
  prefill: { replicas: 2, cpu: '8', memory: '64Gi' },
  decode: { replicas: 4, cpu: '8', memory: '64Gi' },
} satisfies InferenceSpec;
