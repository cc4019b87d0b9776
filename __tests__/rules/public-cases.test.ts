import { InferenceSpec, istio, planInference, Release } from '../../lib';
import { judge } from '../../lib/rules/judge';
import { checkShape } from '../../lib/rules/spec/spec-shape';
import { vllmArgs } from '../../lib/constructs/serving/vllm-args';

/** A pair of 70B engines on H100s with InfiniBand, in which nothing is found. */
const base: InferenceSpec = {
  namespace: 'demo',
  release: Release.LLM_D_0_10,
  gateway: istio('1.28'),
  model: { uri: 'hf://meta-llama/Llama-3.3-70B-Instruct', token: { secretName: 'hub', key: 'HF_TOKEN' } },
  modelCache: { type: 'persistentVolumeClaim', size: '400Gi' },
  accelerator: 'NVIDIA-H100-80GB-HBM3',
  engine: { maxModelLen: 32_000 },
  fabric: { type: 'rdma-node-memlock', network: 'infiniband' },
  waive: { PD507: 'a test' },
  prefill: { replicas: 2, parallelism: { tensor: 4 }, cpu: '32', memory: '200Gi' },
  decode: { replicas: 2, parallelism: { tensor: 4 }, cpu: '32', memory: '200Gi' },
};

const on011: Partial<InferenceSpec> = { release: Release.LLM_D_0_3, gateway: istio('1.27') };

/** The same fields for both roles. */
function both(fields: object): Pick<InferenceSpec, 'prefill' | 'decode'> {
  return { prefill: { ...base.prefill, ...fields }, decode: { ...base.decode, ...fields } };
}

/** What is found, as `error PD101 field: cause. Fix: fix`. */
function found(change: object, name = 'llama'): string[] {
  const spec = { ...base, ...change };
  const shape = checkShape(name, spec);
  return (shape.length > 0 ? shape : judge(planInference(name, spec)).findings)
    .map(({ cause, field, fix, rule, severity }) => `${severity} ${rule} ${field}: ${cause}. Fix: ${fix}`);
}

test('the spec that the cases are changes of has no findings', () => {
  expect(found({})).toEqual([]);
});

describe('what was refused or warned of and is right', () => {
  test.each<[string, object]>([
    ['a quantization of 0.27 that names how files are stored', { engine: { quantization: 'awq_marlin' } }],
    ['block-wise FP8 of 0.27', { engine: { quantization: 'fp8_per_block' } }],
    ['a KV cache in float16', { engine: { maxModelLen: 32_000, kvCacheDtype: 'float16' } }],
    ['half precision by its other name', { engine: { maxModelLen: 32_000, dtype: 'half' } }],
    ['blocks of 256 tokens on 0.27', { engine: { maxModelLen: 32_000, blockSize: 256 } }],
    ['a method of 0.11 on 0.11', { ...on011, engine: { maxModelLen: 32_000, quantization: 'gptq_marlin_24' } }],
    ['two names of the model', { model: { ...base.model, servedName: ['llama', 'chat'] } }],
  ])('%s has no findings', (_what, change) => {
    expect(found(change)).toEqual([]);
  });
});

describe('what the vLLM of the release may not have is used as given, with one warning', () => {
  test.each<[string, object, RegExp]>([
    [
      'a quantization of tomorrow', { engine: { quantization: 'ternary' } },
      /^warning PD125 engine\.quantization: `--quantization` of vLLM 0\.27\.1 does not list 'ternary'\. Not judged: .*PD201/,
    ],
    [
      'a mistyped one', { engine: { quantization: 'awq_marlni' } },
      /^warning PD125 engine\.quantization: .* Fix: did you mean 'awq_marlin'\?/,
    ],
    [
      'a method of 0.11 on 0.27', { engine: { quantization: 'bitblas' } },
      /^warning PD125 engine\.quantization: `--quantization` of vLLM 0\.27\.1 does not list 'bitblas'/,
    ],
    [
      'a KV cache of 0.27 on 0.11', { ...on011, engine: { maxModelLen: 32_000, kvCacheDtype: 'nvfp4' } },
      /^warning PD125 engine\.kvCacheDtype: `--kv-cache-dtype` of vLLM 0\.11\.0 does not list 'nvfp4'.*PD202 to PD204/,
    ],
    [
      'a precision of tomorrow', { engine: { dtype: 'float8' } },
      /^warning PD125 engine\.dtype: .* Fix: did you mean 'float'\?/,
    ],
    [
      'blocks that no backend was read to have', { engine: { maxModelLen: 32_000, blockSize: 24 } },
      /^warning PD125 engine\.blockSize: .*multiples of 16 on GPUs, got 24/,
    ],
    [
      'blocks of 256 tokens on 0.11', { ...on011, engine: { maxModelLen: 32_000, blockSize: 256 } },
      /^warning PD125 engine\.blockSize: .*multiples of 16 up to 128 on GPUs, got 256/,
    ],
    [
      'a method whose size was not read', { engine: { quantization: 'bitsandbytes' } },
      /^warning PD125 engine\.quantization: how much memory the weights take in 'bitsandbytes' is not known/,
    ],
    [
      'a key of every object', { engine: { quantization: 'constructor' } },
      /^warning PD125 engine\.quantization: .*does not list 'constructor'/,
    ],
  ])('%s', (_what, change, text) => {
    expect(found(change)).toEqual([expect.stringMatching(text)]);
    expect(found({ ...change, waive: { ...base.waive, PD125: 'tried' } })).toEqual([]);
  });
});

test('a value reaches the command line as it is written, and several names as several arguments', () => {
  const spec: InferenceSpec = {
    ...base,
    engine: { quantization: 'ternary', kvCacheDtype: 'nvfp4', dtype: 'half', blockSize: 256 },
    model: { ...base.model, servedName: ['llama', 'chat'] },
  };
  const plan = planInference('llama', spec);
  const args = vllmArgs({ ...plan.decode, modelCache: { name: '' } });
  expect(args.slice(1, 4)).toEqual(['--served-model-name', 'llama', 'chat']);
  expect(args).toEqual(expect.arrayContaining([
    '--quantization=ternary', '--kv-cache-dtype=nvfp4', '--dtype=half', '--block-size=256',
  ]));
});

test('vLLM 0.11 must hold the whole model before it quantizes it, 0.27 need not', () => {
  const quantized = {
    model: { uri: 'hf://Qwen/Qwen3-32B' }, accelerator: 'NVIDIA-L40S',
    engine: { quantization: 'fp8', maxModelLen: 4096 }, waive: { PD203: 'a test', PD204: 'a test', PD507: 'a test' },
    ...both({ parallelism: { tensor: 1 } }),
  };
  expect(found({ ...quantized, ...on011 })).toContainEqual(
    expect.stringMatching(/^error PD201 .*only after it has loaded all of them, and 61\.0 GiB do not fit the 44\.4 GiB/),
  );
  expect(found(quantized).filter(line => line.includes('PD201'))).toEqual([]);
});

test('precision of 32 bits takes twice the memory', () => {
  const pair = both({ parallelism: { tensor: 2 } });
  expect(found({ ...pair, engine: { dtype: 'float32', maxModelLen: 4096 } })).toContainEqual(
    expect.stringMatching(/^error PD201 prefill\.parallelism\.tensor: .*: 131\.4 GiB of weights/),
  );
});

describe('a value that cannot be written is refused', () => {
  test.each<[string, object, string]>([
    ['an empty method', { engine: { quantization: '' } }, 'PD714 engine.quantization: must be a word without spaces'],
    ['a precision of two words', { engine: { dtype: 'a b' } }, 'PD714 engine.dtype: must be a word without spaces'],
    ['half a block', { engine: { blockSize: 1.5 } }, 'PD105 engine.blockSize: must be a whole number'],
    ['blocks in words', { engine: { blockSize: '16' } }, 'PD701 engine.blockSize: must be a number, got \'16\''],
    ['no name', { model: { ...base.model, servedName: [] } }, 'PD714 model.servedName: must have at least one name'],
    ['two names in one', { model: { ...base.model, servedName: ['a', 'b c'] } }, 'PD714 model.servedName[1]: must be a'],
  ])('%s', (_what, change, text) => {
    expect(found(change).filter(line => line.startsWith('error'))).toEqual([expect.stringContaining(text)]);
  });
});
