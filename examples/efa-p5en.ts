import { InferenceSpec, istio, Release, Vllm } from '../lib';

const { modelServer } = Release.ROUTER_0_11;
/** AWS's build of the same vLLM, with libfabric. The tag follows AWS's pattern and was not pulled. */
const image = 'public.ecr.aws/deep-learning-containers/vllm:0.30.0-gpu-py312-cu130-ubuntu24.04-ec2';

/** Llama 70B over EFA: four prefill pods of two H200 with 4 EFA devices, two decode pods of four with 8. */
export default {
  namespace: 'efa-p5en',
  release: { ...Release.ROUTER_0_11, modelServer: Vllm.of({ image, like: modelServer }) },
  gateway: istio('1.30'),
  model: { uri: 'hf://meta-llama/Llama-3.3-70B-Instruct', token: { secretName: 'hub', key: 'token' } },
  modelCache: { type: 'persistentVolumeClaim', size: '300Gi', storageClassName: 'efs' },
  accelerator: 'NVIDIA-H200',
  engine: { maxModelLen: 32_768 },
  fabric: { type: 'rdma-ipc-lock', network: 'efa', instanceType: 'p5en.48xlarge' },
  prefill: { replicas: 4, cpu: '16', memory: '128Gi', parallelism: { tensor: 2 } },
  decode: { replicas: 2, cpu: '32', memory: '256Gi', parallelism: { tensor: 4 } },
} satisfies InferenceSpec;
