import { InferenceSpec, istio, Release } from '../../lib';

/** gpt-oss-120b as one set of one slice, whose prefill pods an autoscaler changes. */
export default {
  namespace: 'pd-disaggregatedset-scaling',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://openai/gpt-oss-120b', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' } },
  modelCache: { type: 'emptyDir', size: '200Gi' },
  engine: { blockSize: 128 },
  disaggregatedSet: {},
  startupSeconds: 3615,
  prefill: {
    replicas: 4, cpu: '8', memory: '16Gi', sharedMemory: '20Gi',
    autoscaling: { minReplicas: 2, maxReplicas: 8, queue: 4 },
  },
  decode: {
    replicas: 1, cpu: '16', memory: '64Gi', sharedMemory: '20Gi', parallelism: { tensor: 4 },
    rollout: { maxSurge: 1, maxUnavailable: 0 },
  },
  operations: { monitoring: { namespace: 'monitoring' } },
  endpointPicker: { prefillThroughput: 33_821 },
  containers: { endpointPicker: { resources: { requests: { cpu: '4', memory: '8Gi' }, limits: { memory: '16Gi' } } } },
  waive: { PD356: 'the guide has no screener of revisions' },
} satisfies InferenceSpec;
