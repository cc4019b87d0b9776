import { InferenceSpec, istio, Release } from '../../lib';

/** Eight pods at most, by what waits in the picker and what it has sent; KEDA asks OpenShift's Thanos with a token. */
export default {
  namespace: 'keda-queue-openshift',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://Qwen/Qwen3-32B', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' } },
  modelCache: { type: 'emptyDir', size: '200Gi' },
  startupSeconds: 3615,
  decode: {
    replicas: 8, cpu: '8', memory: '96Gi', sharedMemory: '20Gi', parallelism: { tensor: 2 },
    autoscaling: { minReplicas: 1, maxReplicas: 8, waiting: 1, running: 16, upSeconds: 0 },
  },
  endpointPicker: {
    flowControl: {},
    profiles: { decode: { filters: [], scorers: [
      { type: 'queue-scorer', weight: 2 }, { type: 'kv-cache-utilization-scorer', weight: 2 },
      { type: 'prefix-cache-scorer', weight: 3 }, { type: 'no-hit-lru-scorer', weight: 2 },
    ] } },
  },
  containers: { endpointPicker: { resources: { requests: { cpu: '4', memory: '8Gi' }, limits: { memory: '16Gi' } } } },
  operations: { monitoring: { namespace: 'openshift-user-workload-monitoring' }, autoscaler: {
    type: 'ScaledObject', prometheus: 'https://thanos-querier.openshift-monitoring.svc.cluster.local:9091',
    authentication: { secretName: 'metrics-reader-token', ca: 'service-ca.crt' },
  } },
} satisfies InferenceSpec;
