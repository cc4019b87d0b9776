import { Accelerator, acceleratorFacts, InferenceSpec, Model, models, planInference, poolOf } from '../../lib';
import { checkShape } from '../../lib/rules/spec/spec-shape';
import { judge } from '../../lib/rules/judge';
import { validSpec } from '../valid-spec';

const H100 = 'NVIDIA-H100-80GB-HBM3';
const llama70B = 'meta-llama/Llama-3.1-70B-Instruct';
const fineTune = (like?: InferenceSpec['model']['like'], change: Partial<InferenceSpec> = {}): InferenceSpec => ({
  ...validSpec,
  modelCache: { type: 'persistentVolumeClaim', size: '1Ti' },
  model: { uri: 'hf://acme/chat', ...(like && { like }) },
  ...change,
});
const findings = (spec: InferenceSpec) => judge(planInference('llama', spec)).findings;
const causes = (spec: InferenceSpec) => findings(spec).map(({ cause, field, rule }) => `${rule} ${field}: ${cause}`);
const rulesOf = (spec: InferenceSpec) => [...new Set(findings(spec).map(({ rule }) => rule))];

describe('a model without a row', () => {
  test('is not judged, which is said even without an accelerator, once', () => {
    const unknown = /^PD205 model\.uri: no facts about acme\/chat are known, .* PD106, /;
    expect(causes(fineTune())).toEqual([expect.stringMatching(unknown)]);
    expect(rulesOf(fineTune(undefined, { accelerator: H100 }))).toEqual(['PD205']);
    expect(rulesOf(fineTune(undefined, { waive: { PD205: 'seen to start, 2026-11' } }))).toEqual([]);
  });

  test('is judged as the known model that it is like', () => {
    expect(rulesOf(fineTune(llama70B, { accelerator: H100 }))).toEqual(['PD201', 'PD508']);
    expect(findings(fineTune(llama70B, { accelerator: H100 }))[0]!.cause).toMatch(
      /^acme\/chat \(like meta-llama\/Llama-3\.1-70B-Instruct\) on 1 × NVIDIA-H100/,
    );
  });

  test('is judged by facts of the user', () => {
    const size = { layers: 8, parameters: 31e9, activeParameters: 31e9, native: 'other', weightsGiB: 16 } as const;
    const small = Model.of({ ...models[llama70B], ...size });
    expect(rulesOf(fineTune(small, { accelerator: H100, engine: { maxModelLen: 8192 } }))).toEqual([]);
  });

  test('that keeps a window is judged but for its cache', () => {
    const windowed = Model.of({ ...models[llama70B], attention: 'sliding' });
    expect(rulesOf(fineTune(windowed, { accelerator: H100 }))).toEqual(['PD201', 'PD205']);
    expect(causes(fineTune(windowed, { accelerator: H100 })).at(-1))
      .toMatch(/: acme\/chat keeps a window .*, its KV cache is not/);
    expect(rulesOf(fineTune(windowed))).toEqual(['PD626']);
  });
});

test('what the user says of a model goes before its row', () => {
  const plan = planInference('llama', { ...validSpec, model: { ...validSpec.model, like: llama70B } });
  expect(plan.pools.map(({ model }) => model.facts)).toEqual([models[llama70B], models[llama70B]]);
});

describe('an accelerator without a row', () => {
  test('selects its nodes, and one warning says what is not judged', () => {
    const plan = planInference('llama', { ...validSpec, accelerator: 'ACME-1' });
    expect(poolOf(plan, 'decode').pod.nodeSelector).toEqual({ 'nvidia.com/gpu.product': 'ACME-1' });
    const cause = expect.stringContaining('PD201, PD202, PD203, PD204');
    expect(judge(plan).findings).toMatchObject([{ rule: 'PD209', cause }]);
    expect(rulesOf({ ...validSpec, accelerator: 'ACME-1', waive: { PD209: 'measured, 2026-11' } })).toEqual([]);
  });

  test('is not compared by the rates of another', () => {
    const tcp = fineTune(llama70B);
    expect(rulesOf(tcp)).toEqual(['PD626', 'PD508']);
    expect(rulesOf({ ...tcp, accelerator: 'ACME-1' })).toEqual(['PD209']);
  });

  test('is judged by facts of the user', () => {
    const rates = { bf16Tflops: 900, memoryTBs: 3 };
    const gpu = Accelerator.of({ product: 'ACME-1', memoryGiB: 90, computeCapability: 9, ...rates });
    const spec = fineTune(llama70B, { accelerator: gpu });
    const { pod } = poolOf(planInference('llama', spec), 'prefill');
    expect(pod.nodeSelector).toEqual({ 'nvidia.com/gpu.product': 'ACME-1' });
    expect(rulesOf(spec)).toEqual(['PD201', 'PD508']);
    expect(findings(spec)[0]!.cause).toContain('1 × ACME-1');
  });

  test('whose name is no label is refused', () => {
    expect(causes({ ...validSpec, accelerator: 'NVIDIA H100' }))
      .toContain('PD722 accelerator: is not a valid label value, got \'NVIDIA H100\'');
  });
});

describe('Accelerator.of', () => {
  const shape = { product: 'ACME-1', memoryGiB: 90, computeCapability: 9 };

  test('derives FP8 from the compute capability', () => {
    const fp8 = (computeCapability: number) => Accelerator.of({ ...shape, computeCapability }).fp8;
    expect([8, 8.9, 9].map(fp8)).toEqual([false, true, true]);
    expect(Accelerator.of({ ...shape, fp8: false })).toEqual({ ...shape, fp8: false, memoryFrom: 'stated' });
  });

  test('has the facts of a row where it is told them', () => {
    const { memoryFrom: _, fp8: __, ...facts } = acceleratorFacts(H100)!;
    const row = { product: H100, ...acceleratorFacts(H100) };
    expect(Accelerator.of({ product: H100, ...facts })).toEqual({ ...row, memoryFrom: 'stated' });
  });

  test('refuses what cannot be', () => {
    expect(() => Accelerator.of({ ...shape, memoryGiB: 0, memoryTBs: NaN }))
      .toThrow('Accelerator.of: `memoryGiB` must be above 0, got 0; `memoryTBs` must be above 0, got NaN');
  });
});

test.each<[string, object, string, string]>([
  [
    'a mistyped model', { model: { ...validSpec.model, like: 'meta-llama/Llama-3.1-8b' } }, 'model.like',
    'must be a known model, or a Model of `Model.fromConfig` or `Model.of`, got \'meta-llama/Llama-3.1-8b\'',
  ],
  [
    'a name that all objects have', { model: { ...validSpec.model, like: 'constructor' } }, 'model.like',
    'must be a known model, or a Model of `Model.fromConfig` or `Model.of`, got \'constructor\'',
  ],
  [
    'a config.json instead of a Model', { model: { ...validSpec.model, like: { model_type: 'llama' } } },
    'model.like.attention', 'must be one of \'gqa\', \'mla\', \'sliding\', \'hybrid\', \'mamba\', got nothing',
  ],
  [
    'a fact of another type', { model: { ...validSpec.model, like: { ...models[llama70B], layers: '80' } } },
    'model.like.layers', 'must be a number, got \'80\'',
  ],
  [
    'a fact that cannot be', { model: { ...validSpec.model, like: { ...models[llama70B], layers: -1 } } },
    'model.like.layers', 'must be a whole number above 0, got -1',
  ],
  [
    'facts that contradict each other',
    { model: { ...validSpec.model, like: { ...models[llama70B], latent: 576 } } }, 'model.like',
    '`latent` is for attention `mla` and must be given for it, got attention `gqa` and 576',
  ],
  ['a number for a GPU', { accelerator: 8 }, 'accelerator', 'must be text, got 8'],
  ['nothing for a GPU', { accelerator: null }, 'accelerator', 'must be an object, got null'],
  [
    'a GPU without its name', { accelerator: { ...acceleratorFacts(H100) } }, 'accelerator.product',
    'must be text, got nothing',
  ],
  [
    'a GPU without memory', { accelerator: { product: 'x', ...acceleratorFacts(H100), memoryGiB: -1 } },
    'accelerator.memoryGiB', 'must be above 0, got -1',
  ],
])('%s has the wrong shape', (_, change, field, cause) => {
  expect(checkShape('llama', { ...validSpec, ...change })[0]).toMatchObject({ rule: 'PD701', field, cause });
});

test('a mistyped model is answered with the one that is meant, or with all that are known', () => {
  const fix = (like: string) => checkShape('llama', { ...validSpec, model: { ...validSpec.model, like } })[0]!.fix;
  expect(fix('meta-llama/Llama-3.1-8b'))
    .toBe('did you mean \'meta-llama/Llama-3.1-8B\'?');
  expect(fix('acme')).toMatch(/ or a known model: .*meta-llama\/Llama-3\.1-8B, /);
});
