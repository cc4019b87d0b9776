import { App, DisaggregatedInference, InferenceSpec, istio, Release } from '../lib';

const shared = {
  namespace: 'shared-claim',
  gateway: istio('1.30'),
  // Filled by an earlier deployment, or by a Job of the team: engines need no token and no way out.
  model: { uri: 'pvc://models/Qwen/Qwen3-32B' },
  accelerator: 'NVIDIA-H100-80GB-HBM3',
  engine: { maxModelLen: 16_384 },
  fabric: { type: 'rdma-node-memlock', network: 'infiniband' },
  prefill: { replicas: 2, cpu: '16', memory: '100Gi', parallelism: { tensor: 2 } },
  decode: { replicas: 2, cpu: '16', memory: '100Gi', parallelism: { tensor: 2 } },
} as const satisfies Omit<InferenceSpec, 'release'>;

/** Today's release and the next one, with the weights of one claim. */
export default (app: App): void => {
  new DisaggregatedInference(app, 'qwen', { ...shared, release: Release.ROUTER_0_10 });
  new DisaggregatedInference(app, 'qwen-next', { ...shared, release: Release.ROUTER_0_11, createNamespace: false });
};
