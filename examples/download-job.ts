import { App, DisaggregatedInference, InferenceSpec, istio, Release } from '../lib';

const shared = {
  namespace: 'download-job',
  gateway: istio('1.30'),
  model: {
    uri: 'hf://meta-llama/Llama-3.3-70B-Instruct',
    token: { secretName: 'hub', key: 'token' },
  },
  accelerator: 'NVIDIA-H100-80GB-HBM3',
  engine: { maxModelLen: 16_384 },
  fabric: { type: 'rdma-node-memlock', network: 'infiniband' },
  prefill: { replicas: 2, cpu: '16', memory: '200Gi', parallelism: { tensor: 4 } },
  decode: { replicas: 2, cpu: '16', memory: '200Gi', parallelism: { tensor: 4 } },
} as const satisfies Omit<InferenceSpec, 'release'>;

/** A Job downloads the weights once, for today's release and for the next one: the engines have no token. */
export default (app: App): void => {
  new DisaggregatedInference(app, 'llama', {
    ...shared, release: Release.ROUTER_0_10,
    modelCache: { type: 'persistentVolumeClaim', size: '200Gi', storageClassName: 'nfs', filledBy: 'Job' },
  });
  new DisaggregatedInference(app, 'llama-next', {
    ...shared, release: Release.ROUTER_0_11, createNamespace: false,
    modelCache: { type: 'existingClaim', claimName: 'llama-model-cache', size: '200Gi', filledBy: 'Job' },
  });
};
