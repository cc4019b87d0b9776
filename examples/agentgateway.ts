import { agentgateway, InferenceSpec, Release } from '../lib';

/** Behind agentgateway, whose route takes the picker's headers off what callers send. */
export default {
  namespace: 'agentgateway',
  release: Release.ROUTER_0_11,
  gateway: agentgateway('1.4'),
  model: { uri: 'hf://openai/gpt-oss-120b' },
  modelCache: { type: 'persistentVolumeClaim', size: '200Gi' },
  prefill: { replicas: 2, cpu: '8', memory: '64Gi' },
  decode: { replicas: 4, cpu: '8', memory: '64Gi' },
} satisfies InferenceSpec;
