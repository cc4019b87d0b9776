import { App, DisaggregatedInference, InferenceSpec, istio, ModelGateway, Release } from '../lib';

/** Two models behind one Gateway of a platform team, told apart by the beginning of the path. */
export default (app: App): void => {
  new ModelGateway(app, 'models', { namespace: 'gateways', gateway, routesFrom: ['team-a', 'team-b'] });
  new DisaggregatedInference(app, 'gpt-oss', {
    ...shared,
    namespace: 'team-a',
    model: { uri: 'hf://openai/gpt-oss-120b', token },
    entrance: { from, pathPrefix: '/gpt-oss' },
  });
  new DisaggregatedInference(app, 'qwen', {
    ...shared,
    namespace: 'team-b',
    model: { uri: 'hf://Qwen/Qwen3-32B', token },
    entrance: { from, pathPrefix: '/qwen' },
  });
};

const gateway = istio('1.30');
const from = { name: 'models', namespace: 'gateways' };
const token = { secretName: 'llm-d-hf-token', key: 'HF_TOKEN' };
const shared: Omit<InferenceSpec, 'entrance' | 'model' | 'namespace'> = {
  release: Release.ROUTER_0_11,
  gateway,
  modelCache: { type: 'emptyDir', size: '200Gi' },
  prefill: { replicas: 2, cpu: '8', memory: '96Gi' },
  decode: { replicas: 2, cpu: '8', memory: '96Gi' },
};
