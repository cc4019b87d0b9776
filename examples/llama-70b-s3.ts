import { InferenceSpec, istio, Release } from '../lib';

/** Llama 3.3 70B on four H100 in each role, streamed from the team's own bucket by the role of its ServiceAccounts. */
export default {
  namespace: 'llama-70b',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  model: {
    uri: 's3://acme-models/meta-llama/Llama-3.3-70B-Instruct',
    region: 'eu-central-1',
    credential: {
      type: 'workloadIdentity',
      annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/llama-70b-models' },
    },
  },
  accelerator: 'NVIDIA-H100-80GB-HBM3',
  engine: { maxModelLen: 16_384 },
  fabric: { type: 'rdma-node-memlock', network: 'infiniband' },
  prefill: { replicas: 4, cpu: '16', memory: '200Gi', parallelism: { tensor: 4 } },
  decode: { replicas: 2, cpu: '16', memory: '200Gi', parallelism: { tensor: 4 } },
} satisfies InferenceSpec;
