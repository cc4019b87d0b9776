import { App, DisaggregatedInference, InferenceSpec, istio, Release } from '../../lib';

/** Two models behind one Gateway: the payload processor reads the model of a request in its body. */
export default (app: App): void => {
  new DisaggregatedInference(app, 'qwen', {
    ...shared,
    namespace: 'multi-model',
    model: { uri: 'hf://Qwen/Qwen3-32B' },
  });
  new DisaggregatedInference(app, 'deepseek', {
    ...shared,
    namespace: 'multi-model',
    createNamespace: false,
    model: { uri: 'hf://deepseek-ai/DeepSeek-R1', servedName: 'deepseek/DeepSeek-r1' },
    entrance: { ...shared.entrance, from: { name: 'qwen-inference-gateway' } },
    prefill: { ...shared.prefill, parallelism: { tensor: 8 } },
    decode: { ...shared.decode, parallelism: { tensor: 8 } },
  });
};

const shared = {
  release: Release.ROUTER_0_11,
  gateway: istio('1.30'),
  modelCache: { type: 'emptyDir', size: '800Gi' },
  entrance: { byModel: true, paths: ['/'] },
  prefill: { replicas: 1, cpu: '32', memory: '256Gi' },
  decode: { replicas: 1, cpu: '32', memory: '256Gi' },
} satisfies Partial<InferenceSpec>;
