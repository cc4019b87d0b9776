import { mermaid } from '../../lib/review/graph/mermaid';
import { changedTopologies, topologiesOf } from '../../lib/review/graph/pictures';
import { topologySvg } from '../../lib/review/graph/topology-svg';
import { runGraph } from '../../lib/cli/graph';
import { distManifests, manifestsOf, Manifest, yamlOf } from '../manifests';
import { recordedPrints } from '../printed';
import { validSpec } from '../valid-spec';

const printed = recordedPrints();
const file = (manifests: readonly Manifest[], name = 'llama') =>
  ({ path: `${name}.k8s.yaml`, shown: `${name}.k8s.yaml`, text: yamlOf(manifests) });

test('a picture has gateway, route, pool, picker, pods with their GPUs, and the way of the KV cache', () => {
  const text = mermaid(topologiesOf([file(distManifests('llm-d-llama31'))]));
  for (const part of [
    'Gateway<br/>infra-llama31-inference-gateway<br/>istio<br/>HTTP 80',
    'HTTPRoute<br/>llm-d-llama31-pd-disaggregation',
    'InferencePool<br/>gaie-llama31', 'endpoint picker<br/>gaie-llama31-epp<br/>1 pod', '8 pods of 1 GPU',
    'volume claim',
  ]) expect(text).toContain(part);
  expect(text).toMatch(/d0p5 ==>\|"NixlConnector"\| d0p6/);
});

test('what a change adds, takes away and changes is marked, in words too', () => {
  const before = manifestsOf(validSpec);
  const after = manifestsOf({ ...validSpec, decode: { ...validSpec.decode, replicas: 6 },
    names: { gateway: 'other' } });
  const topologies = changedTopologies([file(before)], [file(after)]);
  const changes = topologies[0]!.parts.flatMap(({ change, id }) => change === undefined ? [] : [`${id} ${change}`]);
  expect(changes).toEqual(expect.arrayContaining([
    'Gateway/other new', 'Gateway/llama-inference-gateway gone', 'Deployment/llama-decode changed',
  ]));
  expect(changes.some(change => change.startsWith('Deployment/llama-prefill'))).toBe(false);
  for (const text of [topologySvg(topologies), mermaid(topologies)]) expect(text).toContain('decode pods (changed)');
});

test('the deployments that change come first', () => {
  const [one, other] = [manifestsOf(validSpec, 'a'), manifestsOf(validSpec, 'b')];
  const changed = manifestsOf({ ...validSpec, decode: { ...validSpec.decode, replicas: 6 } }, 'b');
  const found = changedTopologies([file(one, 'a'), file(other, 'b')], [file(one, 'a'), file(changed, 'b')]);
  expect(found.map(({ deployment }) => deployment)).toEqual(['b', 'a']);
});

test('what a name says is no markup', () => {
  const named = yamlOf(manifestsOf(validSpec)).replaceAll('gpt-oss-120b', 'gpt"]<b>#');
  const topologies = topologiesOf([{ path: 'a', shown: 'a', text: named }]);
  expect(topologySvg(topologies)).not.toContain('<b>');
  expect(mermaid(topologies)).not.toContain('<b>');
});

test('a name that no deployment has, and a folder that is not there, are one line and exit code 2', () => {
  expect(runGraph(['llama'], { folder: 'dist', format: 'svg' })).toBe(2);
  expect(runGraph([], { folder: 'nowhere', format: 'mermaid' })).toBe(2);
  expect(printed.err).toEqual([
    '✖ the manifests have no deployment \'llama\'; there are: llm-d-llama31, llm-d-llama31-next',
    expect.stringMatching(/^✖ nowhere does not exist/),
  ]);
});
