import { gke, InferenceSpec, Release } from '../../lib';

/** gpt-oss-120b: eight prefill pods of one GPU, two decode pods of four. */
export default {
  namespace: 'router-gateway-gke',
  release: Release.ROUTER_0_11,
  gateway: gke('gke-l7-regional-external-managed'),
  names: { gateway: 'inference-gateway', httpRoute: 'pd-disaggregation' },
  model: { uri: 'hf://openai/gpt-oss-120b', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' } },
  modelCache: { type: 'emptyDir', size: '200Gi' },
  engine: { blockSize: 128 },
  startupSeconds: 3615,
  prefill: { replicas: 8, cpu: '8', memory: '16Gi', sharedMemory: '20Gi' },
  decode: { replicas: 2, cpu: '16', memory: '64Gi', sharedMemory: '20Gi', parallelism: { tensor: 4 } },
  endpointPicker: { prefillThroughput: 33_821 },
  containers: { endpointPicker: { resources: { requests: { cpu: '4', memory: '8Gi' }, limits: { memory: '16Gi' } } } },
  waive: { PD437: 'as the guide has it; what its owner puts in front is said there' },
} satisfies InferenceSpec;
