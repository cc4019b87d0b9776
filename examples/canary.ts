import { App, DisaggregatedInference, InferenceSpec, istio, Release } from '../lib';

/** A tenth of all requests goes to the next release; a header leads to it alone. Reverting the commit takes it back. */
export default (app: App): void => {
  new DisaggregatedInference(app, 'stable', {
    ...shared,
    release: Release.ROUTER_0_10,
    entrance: { traffic: { stable: 90, canary: 10 } },
  });
  new DisaggregatedInference(app, 'canary', {
    ...shared,
    release: Release.ROUTER_0_11,
    createNamespace: false,
    entrance: { from: { name: 'stable-inference-gateway' }, headers: { 'x-canary': 'true' } },
  });
};

const shared: Omit<InferenceSpec, 'entrance' | 'release'> = {
  namespace: 'canary',
  gateway: istio('1.32'),
  model: {
    uri: 'hf://openai/gpt-oss-120b', token: { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' },
  },
  modelCache: { type: 'emptyDir', size: '200Gi' },
  prefill: { replicas: 2, cpu: '8', memory: '64Gi' },
  decode: { replicas: 2, cpu: '8', memory: '64Gi' },
};
