import { InferenceSpec, Release, standalone } from '../lib';

/**
 * No Gateway, no controller and no CRD in the cluster: Envoy runs beside the picker. Callers use
 * http://standalone-inference-gateway.standalone.svc/v1.
 */
export default {
  namespace: 'standalone',
  release: Release.ROUTER_0_10,
  gateway: standalone(),
  model: { uri: 'hf://Qwen/Qwen3-32B' },
  modelCache: { type: 'persistentVolumeClaim', size: '200Gi' },
  prefill: { replicas: 2, cpu: '8', memory: '64Gi' },
  decode: { replicas: 2, cpu: '8', memory: '64Gi' },
} satisfies InferenceSpec;
