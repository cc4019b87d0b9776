import { InferenceSpec, nginxGatewayFabric, Release } from '../lib';

/** Behind NGINX Gateway Fabric, which hands on no header of the picker: pods that do both, prefill and decode. */
export default {
  namespace: 'nginx-gateway-fabric',
  release: Release.ROUTER_0_11,
  gateway: nginxGatewayFabric('2.6'),
  model: { uri: 'hf://openai/gpt-oss-120b' },
  modelCache: { type: 'persistentVolumeClaim', size: '200Gi' },
  decode: { replicas: 4, cpu: '8', memory: '64Gi' },
} satisfies InferenceSpec;
