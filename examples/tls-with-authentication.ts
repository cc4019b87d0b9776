import { InferenceSpec, istio, Release } from '../lib';

/** Reached from outside: TLS with a certificate of cert-manager, and only with a token of the company's login. */
export default {
  namespace: 'tls-with-authentication',
  release: Release.ROUTER_0_11,
  gateway: istio('1.30', { serviceType: 'LoadBalancer' }),
  entrance: {
    hostnames: ['models.example.com'],
    listeners: [{
      protocol: 'HTTPS',
      certificate: { secretName: 'models-tls', issuer: { kind: 'ClusterIssuer', name: 'letsencrypt' } },
    }],
    annotations: { 'service.beta.kubernetes.io/aws-load-balancer-type': 'external' },
    authentication: {
      type: 'jwt',
      issuer: 'https://login.example.com',
      audiences: ['models'],
      token: { secretName: 'verification-caller', key: 'token' },
    },
  },
  model: { uri: 'hf://openai/gpt-oss-120b', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' } },
  modelCache: { type: 'emptyDir', size: '200Gi' },
  prefill: { replicas: 2, cpu: '8', memory: '64Gi' },
  decode: { replicas: 2, cpu: '8', memory: '64Gi' },
} satisfies InferenceSpec;
