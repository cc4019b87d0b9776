import type { AcceleratorFacts } from '../../lib/devices/accelerator-facts';
import { Accelerator, acceleratorFacts, accelerators, InferenceSpec, planInference } from '../../lib';
import { book } from '../../lib/rules/report/catalog';
import { Example } from '../../lib/rules/language/example';
import { specOf, withField } from '../../lib/rules/report/example-spec';
import { judge } from '../../lib/rules/judge';
import { judgedByAccelerator, judgedByModel, judgedByRates } from '../../lib/rules/plan/memory/unknown-facts';

const examples = book().flatMap(({ rule: { example, id } }) =>
  example && (example.of ?? 'spec') === 'spec' ? [{ ...example, rule: id }] : [],
);

const rulesOf = (spec: object) => {
  try {
    const plan = planInference('llama', withField(spec, 'waive', undefined) as InferenceSpec);
    return judge(plan).findings.map(({ rule }) => rule);
  } catch {
    // The spec has no plan: the rule is about its shape.
    return [];
  }
};

/** Rules whose failing example passes once something is not known. */
function silenced(change: (spec: object) => object): string[] {
  const isSilenced = (example: Example & { readonly rule: string }) => {
    const broken = specOf(example, example.fails);
    return (
      rulesOf(broken).some(rule => rule === example.rule)
      && !rulesOf(change(broken)).some(rule => rule === example.rule)
    );
  };
  return examples.filter(isSilenced).map(({ rule }) => rule).sort();
}

test('the rules that PD205 names are those that need the facts about the model', () => {
  const unknown = (spec: object) => withField(withField(spec, 'model.uri', 'hf://acme/chat'), 'model.like', undefined);
  // These are about the URI that is replaced here.
  const ofNames = ['PD212', 'PD213', 'PD223', 'PD242', 'PD243', 'PD245', 'PD247', 'PD248', 'PD249', 'PD250', 'PD713'];
  expect(silenced(unknown).filter(rule => !ofNames.includes(rule))).toEqual([...judgedByModel].sort());
});

// Of a GPU that is not known, and of a spec that names none; of a label, of which PD621 says that it has no value then;
// of the suffix of a name.
const ofNoGpu = ['PD209', 'PD225', 'PD626', 'PD632', 'PD633', 'PD634', 'PD641'];

test('the rules that PD209 names are those that need the facts about the GPU', () => {
  const unknown = (spec: object) => withField(spec, 'accelerator', 'ACME-1');
  expect(silenced(unknown).filter(rule => !ofNoGpu.includes(rule))).toEqual([...judgedByAccelerator].sort());
});

test('of a GPU without its rates, all is judged but the times', () => {
  const withoutRates = (spec: object) => {
    const { accelerator = 'NVIDIA-H100-80GB-HBM3' } = spec as { accelerator?: string };
    const { computeCapability, gpusPerDomain, gpusPerNode, memoryGiB }: AcceleratorFacts
      = acceleratorFacts(accelerator) ?? accelerators['NVIDIA-L4'];
    const gpu = Accelerator.of({ product: accelerator, memoryGiB, computeCapability, gpusPerNode, gpusPerDomain });
    return withField(spec, 'accelerator', gpu);
  };
  expect(silenced(withoutRates).filter(rule => !ofNoGpu.includes(rule))).toEqual([...judgedByRates]);
});
