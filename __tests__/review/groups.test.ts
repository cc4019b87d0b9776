import { InferenceSpec, Release } from '../../lib';
import { terminalLines } from '../../lib/review/output/terminal';
import { review } from '../../lib/review/review';
import { manifestsOf, yamlOf } from '../manifests';
import { validSpec } from '../valid-spec';

const spec: InferenceSpec = {
  ...validSpec,
  release: Release.ROUTER_0_11,
  accelerator: 'NVIDIA-H200',
  decode: { ...validSpec.decode, replicas: 2, parallelism: { data: 16 } },
};
const decode = (change: object): InferenceSpec => ({ ...spec, decode: { ...spec.decode, ...change } });

function said(before: InferenceSpec, after: InferenceSpec): string {
  const side = (of: InferenceSpec) => (
    [{ path: 'llama.k8s.yaml', shown: 'dist/llama.k8s.yaml', text: yamlOf(manifestsOf(of)) }]
  );
  return terminalLines(review(side(before), side(after))).join('\n');
}

test('more groups are more GPUs than replicas', () => {
  const text = said(spec, decode({ replicas: 3 }));
  expect(text).toContain('starts 1 more: 2 to 3 groups of 2 pods; no other pod restarts');
  expect(text).toContain('GPUs NVIDIA-H200 34 to 50 (+16)');
});

test('fewer groups stop all their pods', () => {
  expect(said(spec, decode({ replicas: 1 }))).toContain('stops 1 of 2 groups of 2 pods');
});

test('another template replaces groups, one at a time', () => {
  const text = said(spec, decode({ memory: '96Gi' }));
  expect(text).toContain('replaces all 2 groups of 2 pods');
  expect(text).toContain('1 of 2 groups of 2 pods are missing at a time (50 %)');
});
