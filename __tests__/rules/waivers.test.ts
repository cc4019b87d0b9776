import { App, Testing } from 'cdk8s';
import { ConfigMap } from 'cdk8s-plus-28';
import { llama31 } from '../../deployments/llm-d-llama31';
import { llama31Next } from '../../deployments/llm-d-llama31-next';
import { App as LibraryApp, DisaggregatedInference, InferenceSpec, planInference } from '../../lib';
import { judge } from '../../lib/rules/judge';
import { book } from '../../lib/rules/report/catalog';
import { specOf as exampleWith } from '../../lib/rules/report/example-spec';
import { waiverAnnotations } from '../../lib/plan/waiver-annotations';
import { deploymentOf, manifestsOf } from '../manifests';
import { schemaErrors } from '../schema/check';
import { specWith, validSpec } from '../valid-spec';

const small = { model: { uri: 'hf://Qwen/Qwen3-8B' } };
const judged = (change: Parameters<typeof specWith>[0]) => judge(planInference('llama', specWith(change)));
const rulesOf = (findings: readonly { rule: string }[]) => findings.map(({ rule }) => rule);

test('a waived finding is not reported, and still known', () => {
  expect(rulesOf(judged(small).findings)).toEqual(['PD506', 'PD508']);
  const { findings, waived } = judged({ ...small, waive: { PD506: 'measured', PD508: 'measured' } });
  expect([rulesOf(findings), rulesOf(waived)]).toEqual([[], ['PD506', 'PD508']]);
});

test('the reasons are in the manifests, on the endpoint picker\'s Deployment and nowhere else', () => {
  const manifests = manifestsOf(specWith({ ...small, waive: { PD506: 'measured, 2026-10', PD508: 'no' } }));
  expect(deploymentOf(manifests, 'epp').metadata.annotations).toEqual({
    'llm-d.ai/waived.PD506': 'measured, 2026-10',
    'llm-d.ai/waived.PD508': 'no',
  });
  expect(JSON.stringify(manifests).match(/llm-d\.ai\/waived/g)).toHaveLength(2);
  expect(deploymentOf(manifestsOf(specWith({})), 'epp').metadata).not.toHaveProperty('annotations');
  expect(waiverAnnotations({})).toEqual({});
});

test('an error can be waived where a start could prove it wrong', () => {
  const engine = { gpuMemoryUtilization: 0.9 };
  const large = {
    model: { uri: 'hf://Qwen/Qwen3-32B' },
    accelerator: 'NVIDIA-H100-80GB-HBM3',
    prefill: { ...validSpec.prefill, engine },
    decode: { ...validSpec.decode, engine },
  } as const;
  expect(rulesOf(judged(large).findings)).toContain('PD202');
  expect(rulesOf(judged({ ...large, waive: { PD202: 'it starts, 2026-10', PD508: 'no' } }).findings)).toEqual([]);
});

test.each<[string, Record<string, string>, RegExp]>([
  ['without a reason', { PD506: ' ' }, /the reason to waive PD506 is empty/],
  ['of a rule that the API server enforces', { PD501: 'we like halves' }, /PD501 cannot be waived/],
  ['of a rule that does not exist', { PD999: 'why not' }, /'PD999' is not a rule/],
  ['of itself', { PD703: 'because' }, /'PD703' is not a rule about a spec/],
])('a waiver %s is an error', (_what, waive, says) => {
  const errors = judged({ ...small, waive }).findings.filter(({ severity }) => severity === 'error');
  expect(errors).toEqual([expect.objectContaining({ rule: 'PD703', cause: expect.stringMatching(says) })]);
});

test('a waiver that matches nothing is a warning', () => {
  expect(judged({ waive: { PD506: 'no longer true' } }).findings).toEqual([
    expect.objectContaining({ rule: 'PD704', severity: 'warning', field: 'waive.PD506' }),
  ]);
});

test.each<[string, InferenceSpec]>([
  ['llm-d-llama31', llama31],
  ['llm-d-llama31-next', llama31Next],
])('%s has no finding that is not waived with a dated reason', (name, spec) => {
  const { findings, waived } = judge(planInference(name, spec));
  expect(findings).toEqual([]);
  expect(rulesOf(waived).filter(rule => rule !== 'PD433')).toEqual(['PD506', 'PD507', 'PD508']);
  for (const reason of Object.values(spec.waive ?? {})) expect(reason).toMatch(/^20\d\d-\d\d: .{20}/);
});

const chapters = book().map(({ rule }) => rule);
const isUnwaivable = (rule: string) => chapters.some(({ id, waivable = true }) => id === rule && !waivable);

test('what cannot be waived is refused by the API server, or leaves nothing that could be written', () => {
  const refused = [
    // Values that the API server takes in no object.
    'PD104', 'PD136', 'PD142', 'PD246', 'PD340', 'PD342', 'PD358', 'PD371', 'PD410', 'PD438', 'PD501', 'PD504',
    'PD512', 'PD609', 'PD610', 'PD622', 'PD625', 'PD648', 'PD660', 'PD711', 'PD712', 'PD721', 'PD722', 'PD723',
    'PD724', 'PD725', 'PD726', 'PD727', 'PD728', 'PD731', 'PD732', 'PD733', 'PD743', 'PD744', 'PD770', 'PD772',
  ];
  const without = [
    // No spec, no name, no file, no metric, no object that could be meant; and the waiver itself.
    'PD514', 'PD701', 'PD702', 'PD703', 'PD704', 'PD707', 'PD709', 'PD736', 'PD737', 'PD738', 'PD739', 'PD741',
    'PD742', 'PD745', 'PD746',
  ];
  const unwaivable = chapters.map(({ id }) => id).filter(isUnwaivable);
  expect(unwaivable).toEqual([...refused, ...without].sort());
});

const ofSpecs = chapters.flatMap(({ example, id, waivable = true }) =>
  waivable && example && example.of === undefined && !example.implies?.some(isUnwaivable) ? [{ id, example }] : []);

test.each(ofSpecs)('$id waived, its failing example is written, and the API schemas take it', ({ id, example }) => {
  // A share of the requests goes to a deployment that is not in the example.
  const waive = Object.fromEntries([id, 'PD782', ...example.implies ?? []].map(rule => [rule, 'a test']));
  const spec = { ...exampleWith(example, example.fails), waive };
  const chart = new DisaggregatedInference(new App(), 'llama', spec);
  expect(chart.findings().filter(({ severity }) => severity === 'error')).toEqual([]);
  expect((Testing.synth(chart) as object[]).flatMap(manifest => schemaErrors(manifest))).toEqual([]);
});

test('what only the objects of an app show is waived by the spec of its deployment', () => {
  const synthesized = (waive: InferenceSpec['waive']) => {
    const app = new LibraryApp();
    const chart = new DisaggregatedInference(app, 'llama', { ...validSpec, ...waive && { waive } });
    new ConfigMap(chart, 'note', { data: { note: `hf_${'a'.repeat(34)}` } });
    return app.synthYaml();
  };
  expect(() => synthesized(undefined)).toThrow(/PD735: .*looks like a secret/);
  expect(synthesized({ PD735: 'the hash of a file, 2026-11' })).toContain('hf_aaaa');
  expect(() => synthesized({ PD735: '' })).toThrow(/the reason to waive PD735 is empty/);
});
