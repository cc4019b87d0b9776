import { envoyAiGateway, InferenceSpec, Release } from '../lib';

/** Behind Envoy AI Gateway: prompts of up to 50 MiB, and Envoys in the namespace of Envoy Gateway. */
export default {
  namespace: 'envoy-ai-gateway',
  release: Release.ROUTER_0_11,
  gateway: envoyAiGateway('1.1'),
  model: { uri: 'hf://openai/gpt-oss-120b' },
  modelCache: { type: 'persistentVolumeClaim', size: '200Gi' },
  prefill: { replicas: 2, cpu: '8', memory: '64Gi' },
  decode: { replicas: 4, cpu: '8', memory: '64Gi' },
} satisfies InferenceSpec;
