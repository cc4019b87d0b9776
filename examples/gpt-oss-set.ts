import { InferenceSpec, istio, Release } from '../lib';

const role = { cpu: '8', memory: '64Gi' } as const;

/** gpt-oss-120b as one DisaggregatedSet: two slices, each alone in a block of the network, kept apart while they roll. */
export default {
  namespace: 'gpt-oss-set',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: { uri: 'hf://openai/gpt-oss-120b' },
  modelCache: { type: 'hostPath', path: '/mnt/models' },
  accelerator: 'NVIDIA-H100-80GB-HBM3',
  engine: { blockSize: 128 },
  disaggregatedSet: {
    slices: 2, placement: { type: 'ExclusiveSlice', topology: 'cloud.google.com/gce-topology-subblock' },
  },
  prefill: { ...role, replicas: 4 },
  decode: { ...role, replicas: 1, parallelism: { tensor: 4 } },
  endpointPicker: {
    plugins: [{
      type: 'disaggregatedset-rollout-screener',
      parameters: { revisionGating: { mode: 'sum', requireRoles: { values: ['prefill', 'decode'] } } },
    }],
  },
  waive: { PD790: '2026-11: the alpha plugin keeps old and new revisions apart' },
} satisfies InferenceSpec;
