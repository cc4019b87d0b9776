import { Picker } from '../../stack/picker/picker';
import { picker0100 } from '../../stack/picker/v0-10-0';
import { picker032 } from '../../stack/picker/v0-3-2';
import { istio } from '../../gateways/istio/istio';
import { Example } from './example';

const oldGroup = 'inference.networking.x-k8s.io';
const newGroup = 'inference.networking.k8s.io';
const { config } = picker0100;
const [prefill, decode] = config.schedulingProfiles;
const role = 'llm-d.ai/role';
const labels = { 'llm-d.ai/inference-serving': 'true', 'llm-d.ai/model': 'llama' };
const pods = { apiGroup: '', resources: ['pods'] };

/** Examples of the rules about the way of a request. */
export const routingExamples: readonly Example[] = [
  { rule: 'PD401', field: 'gateway', fails: istio('1.27'), passes: istio('1.28') },
  {
    rule: 'PD428', field: 'gateway', fails: istio.of({ version: '1.99', inferencePoolGroup: 'inference.networking.k8s.io' }), passes: istio('1.30'),
  },
  { rule: 'PD402', field: 'gateway.inferencePoolGroup', fails: oldGroup, passes: newGroup, implies: ['PD401'] },
  { rule: 'PD403', of: 'plan', field: 'inferenceGateway.inferencePool.group', fails: oldGroup, passes: newGroup },
  { rule: 'PD404', of: 'plan', field: 'inferenceGateway.inferencePool.name', fails: 'gaie-pd', passes: 'llama' },
  { rule: 'PD405', of: 'plan', field: 'inferenceGateway.endpointPicker.host', fails: 'llama-epp', passes: 'llama-epp.team-a.svc.cluster.local' },
  { rule: 'PD406', of: 'plan', field: 'prefill.enginePort', fails: 8200, passes: 8000 },
  { rule: 'PD407', of: 'plan', field: 'decode.routingProxy.enginePort', fails: 8001, passes: 8200 },
  {
    rule: 'PD408', of: 'plan', field: 'inferencePool.matchLabels', fails: { 'llm-d.ai/inferenceServing': 'true', 'llm-d.ai/model': 'llama' },
    passes: { 'llm-d.ai/model': 'llama' },
  },
  { rule: 'PD409', of: 'plan', field: 'inferencePool.matchLabels', fails: { 'llm-d.ai/inference-serving': 'true' }, passes: labels },
  { rule: 'PD410', of: 'plan', field: 'prefill.selector', fails: { 'llm-d.ai/model': 'llama' }, passes: { 'llm-d.ai/model': 'llama', [role]: 'prefill' } },
  {
    rule: 'PD411', of: 'plan', field: 'prefill.labels', fails: { ...labels, [role]: 'both' }, passes: { ...labels, [role]: 'prefill' },
    implies: ['PD410'],
  },
  { rule: 'PD412', of: 'plan', field: 'inferencePool.endpointPicker.port', fails: 9100, passes: 9002 },
  { rule: 'PD413', field: 'decode.pod', fails: { annotations: { 'llm-d.ai/active-ports': '8200' } }, passes: { annotations: { 'llm-d.ai/active-ports': '8000' } } },
  { rule: 'PD414', field: 'release.routingProxy.connectorFlag', fails: '--connector', passes: '--kv-connector' },
  { rule: 'PD415', field: 'release.endpointPicker.flags', fails: { '--poolName': 'llama' }, passes: { '--v': '1' } },
  { rule: 'PD416', field: 'release.endpointPicker.flags', fails: { '--secure-serving': 'false' }, passes: { '--secure-serving': 'true' } },
  { rule: 'PD417', field: 'release.endpointPicker.flags', fails: { '--ha-enable-leader-election': 'true' }, passes: { '--v': '1' } },
  {
    rule: 'PD418', field: 'release.endpointPicker.flags', fails: { '--kv-cache-usage-percentage-metric': 'vllm:gpu_cache_usage_perc' },
    passes: { '--kv-cache-usage-percentage-metric': 'vllm:kv_cache_usage_perc' },
    given: {
      'release.endpointPicker': Picker.of({ image: 'registry.internal/llm-d-inference-scheduler:v0.3.2', like: picker032 }),
      'release.endpointPicker.config.plugins': [
        { type: 'pd-profile-handler' }, { type: 'prefill-header-handler' }, { type: 'prefill-filter' }, { type: 'decode-filter' },
        { type: 'kv-cache-utilization-scorer' },
      ],
      'release.endpointPicker.config.schedulingProfiles': ['prefill', 'decode'].map(name => ({
        name, plugins: [{ pluginRef: `${name}-filter` }, { pluginRef: 'kv-cache-utilization-scorer' }],
      })),
    },
  },
  {
    rule: 'PD420', field: 'release.endpointPicker.config.schedulingProfiles',
    fails: [prefill, { ...decode, plugins: [...decode.plugins, { pluginRef: 'queue-scorer' }] }], passes: [prefill, decode],
  },
  { rule: 'PD421', field: 'release.endpointPicker.config.schedulingProfiles', fails: [{ ...prefill, name: 'prefil' }, decode], passes: [prefill, decode] },
  {
    rule: 'PD422', field: 'release.endpointPicker.config.schedulingProfiles',
    fails: [{ ...prefill, plugins: decode.plugins }, { ...decode, plugins: prefill.plugins }], passes: [prefill, decode],
  },
  {
    rule: 'PD423', field: 'release.endpointPicker.config.plugins',
    fails: config.plugins.map(plugin => (plugin.type === 'disagg-profile-handler' ? { type: plugin.type } : plugin)), passes: config.plugins,
  },
  {
    rule: 'PD424', field: 'release.endpointPicker.config.plugins',
    fails: [...config.plugins, { type: 'prefix-based-pd-decider', parameters: { nonCachedTokens: 0 } }],
    passes: [...config.plugins, { type: 'prefix-based-pd-decider', parameters: { nonCachedTokens: 16 } }],
  },
  {
    rule: 'PD425', field: 'release.endpointPicker.config.plugins',
    fails: [...picker032.config.plugins, { type: 'token-load-scorer' }], passes: picker032.config.plugins,
    given: { 'release.endpointPicker': picker032 },
  },
  {
    rule: 'PD426', field: 'release.endpointPicker.config.plugins',
    fails: [...config.plugins, { type: 'queue-scorer', parameters: { hashBlockSize: 5 } }], passes: [...config.plugins, { type: 'queue-scorer' }],
  },
  { rule: 'PD427', field: 'release.endpointPicker.config.apiVersion', fails: 'llm-d.ai/v1', passes: 'llm-d.ai/v1alpha1' },
  { rule: 'PD705', field: 'release.endpointPicker', fails: Picker.of({ image: 'registry.internal/picker:ours' }), passes: picker0100 },
  { rule: 'PD706', field: 'release.endpointPicker.image', fails: 'registry.internal/llm-d-inference-scheduler:v0.3.2', passes: picker0100.image },
  { rule: 'PD603', field: 'decode.extraEnv', fails: { VLLM_CONFIG_ROOT: '/.config' }, passes: { VLLM_CONFIG_ROOT: '/var/lib/vllm/.config' } },
  { rule: 'PD604', field: 'release.modelServer.user', fails: 0, passes: 2000 },
  {
    rule: 'PD605', field: 'release.endpointPicker.permissions', fails: { [newGroup]: [pods] },
    passes: { [newGroup]: [pods, { apiGroup: newGroup, resources: ['inferencepools'] }] },
  },
  { rule: 'PD606', field: 'model.revision', fails: 'main', passes: 'a'.repeat(40), given: { 'decode.extraArgs': ['--trust-remote-code'] } },
  { rule: 'PD607', field: 'decode.extraEnv', fails: { VLLM_SERVER_DEV_MODE: '1' }, passes: { VLLM_SERVER_DEV_MODE: '0' } },
];
