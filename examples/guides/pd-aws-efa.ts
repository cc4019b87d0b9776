import { InferenceSpec, istio, Release, Vllm } from '../../lib';

const { modelServer } = Release.ROUTER_0_11;
/** AWS's build of the same vLLM with libfabric. The tag follows AWS's pattern and was not pulled. */
const image = 'public.ecr.aws/deep-learning-containers/vllm:0.30.0-gpu-py312-cu130-ubuntu24.04-ec2';

/** gpt-oss-120b over EFA on p5en: eight prefill pods of one GPU, two decode pods of four. */
export default {
  namespace: 'pd-aws-efa',
  release: { ...Release.ROUTER_0_11, modelServer: Vllm.of({ image, like: modelServer }) },
  gateway: istio('1.30'),
  model: { uri: 'hf://openai/gpt-oss-120b', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' } },
  modelCache: { type: 'emptyDir', size: '200Gi' },
  engine: { blockSize: 128 },
  startupSeconds: 3615,
  fabric: { type: 'rdma-ipc-lock', network: 'efa', instanceType: 'p5en.48xlarge' },
  prefill: { replicas: 8, cpu: '8', memory: '16Gi', sharedMemory: '20Gi' },
  decode: { replicas: 2, cpu: '16', memory: '64Gi', sharedMemory: '20Gi', parallelism: { tensor: 4 } },
  endpointPicker: { prefillThroughput: 33_821 },
  containers: { endpointPicker: { resources: { requests: { cpu: '4', memory: '8Gi' }, limits: { memory: '16Gi' } } } },
} satisfies InferenceSpec;
