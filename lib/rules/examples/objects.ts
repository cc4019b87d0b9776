import { Example } from './example';

const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', 'spec.selector': { matchLabels: { app: 'a' } }, 'spec.template.metadata': { labels: { app: 'a' } } };
const pool = {
  apiVersion: 'inference.networking.k8s.io/v1', kind: 'InferencePool',
  'spec.selector': { matchLabels: { app: 'a' } }, 'spec.endpointPickerRef': { name: 'epp', port: { number: 9002 } },
};
const server = (name: string, containerPort: number) => ({ name, image: 'a:1', ports: [{ containerPort }] });

/** Examples of the rules about any object of an app, whatever made it. */
export const objectExamples: readonly Example[] = [
  { rule: 'PD731', of: 'object', field: 'metadata.name', fails: 'My notes', passes: 'my-notes' },
  { rule: 'PD732', of: 'object', field: 'metadata.labels', fails: { team: 'team a' }, passes: { team: 'a' } },
  { rule: 'PD733', of: 'object', field: 'metadata.annotations', fails: { 'a note': 'x' }, passes: { note: 'a b' } },
  { rule: 'PD734', of: 'object', field: 'spec.template.spec.containers', fails: [server('proxy', 8000), server('vllm', 8000)], passes: [server('proxy', 8000), server('vllm', 8200)], given: deployment },
  { rule: 'PD735', of: 'object', field: 'data', fails: { note: `hf_${'a'.repeat(34)}` }, passes: { note: 'a note' } },
  { rule: 'PD736', of: 'object', field: 'data', fails: { note: 'a\ud800' }, passes: { note: 'a' } },
  { rule: 'PD743', of: 'object', field: 'immutable', fails: 'yes', passes: true },
  { rule: 'PD744', of: 'object', field: 'spec.targetPorts', fails: [{ number: 8000 }, { number: 8000 }], passes: [{ number: 8000 }], given: pool },
];
