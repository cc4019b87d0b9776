import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KnownModel, Model, models } from '../../lib';
import { architectures } from '../../lib/facts/architectures/architectures';
import { kvBytesPerToken } from '../../lib/facts/memory';
import { impossibleFacts } from '../../lib/facts/model-facts';

type Config = Readonly<Record<string, unknown>>;

/**
 * `parameters` are counted, not computed: transformers 4.57.1, or 5.24.0 for architectures that came later, made the
 * model of the config on torch's device `meta`.
 */
interface Counted {
  readonly config: Config;
  readonly parameters: number;
}

/**
 * `made` are small models of every architecture; `published` are the fields of the `config.json` of known models, as
 * ai-dynamo/aiconfigurator has them (`aic-core/src/aiconfigurator_core/model_configs` at 095f58a5).
 */
const { made, published } = JSON.parse(readFileSync(join(__dirname, 'parameter-counts.json'), 'utf8')) as {
  made: Counted[]; published: Record<KnownModel, Counted>;
};

const bf16 = (config: Config) => Model.fromConfig({ torch_dtype: 'bfloat16', ...config });

const llama: Config = {
  model_type: 'llama', hidden_size: 4096, intermediate_size: 14_336, num_hidden_layers: 32, num_attention_heads: 32,
  num_key_value_heads: 8, vocab_size: 128_256, max_position_embeddings: 8192, torch_dtype: 'bfloat16',
};

describe('the parameters are those that transformers counts', () => {
  const small = made.map(counted => [String(counted.config.model_type), counted] as const);
  test.each(small)('of a small %s', (_, counted) => {
    expect(bf16(counted.config).parameters).toBe(counted.parameters);
  });
});

test('every architecture is counted, but for those that are another one beside an image encoder', () => {
  const counted = new Set(made.map(({ config }) => config.model_type));
  expect(architectures.map(({ modelType }) => modelType).filter(type => !counted.has(type))).toEqual([
    'kimi_k2', 'gemma3', 'gemma4', 'llama4', 'qwen3_5', 'qwen3_5_moe',
    'qwen2_vl', 'qwen2_5_vl', 'qwen3_vl', 'qwen3_vl_moe', 'mistral3', 'kimi_k25',
  ]);
});

test('Kimi K2 has the parameters of DeepSeek V3 with its sizes', () => {
  const { config, parameters } = made.find(counted => counted.config.model_type === 'deepseek_v3')!;
  expect(bf16({ ...config, model_type: 'kimi_k2' }).parameters).toBe(parameters);
});

test('docs/models.md names every architecture, and the message about any other does', () => {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'models.md'), 'utf8');
  expect(architectures.filter(({ modelType }) => !page.includes(`\`${modelType}\``))).toEqual([]);
  const types = architectures.map(({ modelType }) => modelType).join(', ');
  expect(() => bf16({ model_type: 'mamba' })).toThrow(`Known are ${types}.`);
});

describe.each(Object.entries(published))('%s by its config.json', (repository, { config, parameters }) => {
  const model = Model.fromConfig(config);
  const row = models[repository as KnownModel];

  test('has the parameters that transformers counts', () => {
    expect(model.parameters).toBe(parameters);
  });

  test('has the shape of its row', () => {
    const { activeParameters, architecture, parameters, weightsGiB, ...shape } = row;
    expect(model).toMatchObject(shape);
    const perToken = (facts: Model) => kvBytesPerToken({ model: facts, tensor: 1, pipeline: 1, kvBytes: 2 });
    expect(perToken(model)).toBe(perToken(row));
  });

  test('has the sizes of its row, within 3 %', () => {
    // DeepSeek's files hold a module for multi-token prediction, which is 2.3 % of them.
    expect(Math.abs(model.weightsGiB / row.weightsGiB - 1)).toBeLessThan(0.03);
    expect(Math.abs(model.parameters / row.parameters - 1)).toBeLessThan(0.001);
    expect(Math.abs(model.activeParameters / row.activeParameters - 1)).toBeLessThan(0.001);
  });
});

test.each<[string, Config, Model['attention']]>([
  ['no window', {}, 'gqa'],
  ['a window', { sliding_window: 1024 }, 'sliding'],
  ['a window of 0, which is none', { sliding_window: 0 }, 'gqa'],
  [
    'a window in every layer', { layer_types: Array<string>(32).fill('sliding_attention'), sliding_window: 1024 },
    'sliding',
  ],
  [
    'a window that no layer uses', { layer_types: Array<string>(32).fill('full_attention'), sliding_window: 1024 },
    'gqa',
  ],
  ['windows in some layers', { layer_types: ['sliding_attention', 'full_attention'] }, 'hybrid'],
  ['layers of one other kind', { layer_types: ['chunked_attention'] }, 'hybrid'],
  ['layers that keep a state', { layer_types: ['linear_attention', 'full_attention'] }, 'mamba'],
  ['a window that Mistral has by default', { model_type: 'mistral' }, 'sliding'],
  ['none that Mistral says', { model_type: 'mistral', sliding_window: null }, 'gqa'],
  ['one that Qwen 2 does not use', { model_type: 'qwen2', sliding_window: 4096 }, 'gqa'],
  [
    'one that Qwen 2 uses in its last layers',
    { model_type: 'qwen2', use_sliding_window: true, max_window_layers: 28 }, 'hybrid',
  ],
  ['one that Qwen 2 uses in all', { model_type: 'qwen2', use_sliding_window: true, max_window_layers: 0 }, 'sliding'],
  ['one that Qwen 2 says is none', { model_type: 'qwen2', use_sliding_window: true, sliding_window: null }, 'gqa'],
  ['Gemma 2', { model_type: 'gemma2' }, 'hybrid'],
  ['Gemma 3', { model_type: 'gemma3_text' }, 'hybrid'],
  ['Command A', { model_type: 'cohere2' }, 'hybrid'],
  ['Command R', { model_type: 'cohere' }, 'gqa'],
  ['EXAONE 4', { model_type: 'exaone4' }, 'hybrid'],
  ['EXAONE 4 without a window', { model_type: 'exaone4', sliding_window: null }, 'gqa'],
  ['OLMo 3', { model_type: 'olmo3' }, 'hybrid'],
])('attention with %s', (_, change, kind) => {
  expect(Model.fromConfig({ ...llama, ...change }).attention).toBe(kind);
});

test('a model that keeps a window has no formula for its cache', () => {
  const model = Model.fromConfig({ ...llama, sliding_window: 1024 });
  expect(kvBytesPerToken({ model, tensor: 1, pipeline: 1, kvBytes: 2 })).toBeUndefined();
});

test.each<[string, unknown, number]>([
  ['no scaling', null, 8192],
  ['Llama 3 scaling, whose length is scaled already', { rope_type: 'llama3', factor: 8 }, 8192],
  ['LongRoPE', { type: 'longrope' }, 8192],
  ['linear scaling', { type: 'linear', factor: 4 }, 32_768],
  ['YaRN, of the length before it', { rope_type: 'yarn', factor: 4, original_max_position_embeddings: 4096 }, 16_384],
  ['a type without a factor', { rope_type: 'default' }, 8192],
])('the context with %s', (_, scaling, length) => {
  expect(Model.fromConfig({ ...llama, rope_scaling: scaling }).maxContext).toBe(length);
  expect(Model.fromConfig({ ...llama, rope_parameters: scaling }).maxContext).toBe(length);
});

test('the context of Command R, which is longer than its position embeddings', () => {
  expect(Model.fromConfig({ ...llama, model_type: 'cohere', model_max_length: 131_072 }).maxContext).toBe(131_072);
});

test('the context of Gemma 3, which is scaled already', () => {
  const scaling = { rope_type: 'linear', factor: 8 };
  expect(Model.fromConfig({ ...llama, model_type: 'gemma3_text', rope_scaling: scaling }).maxContext).toBe(8192);
});

test('DeepSeek can have experts in every second layer', () => {
  const { config, parameters } = made.find(counted => counted.config.model_type === 'deepseek_v2')!;
  const sparse = (8 + 2) * 3 * 96 * 40 + 96 * 8;
  const dense = 3 * 96 * 200;
  expect(parameters - bf16({ ...config, moe_layer_freq: 2 }).parameters).toBe(2 * (sparse - dense));
});

describe('what the files store', () => {
  const parameters = Model.fromConfig(llama).parameters;
  const quantized = (quantization: Config) => ({ ...llama, quantization_config: quantization });
  const blocks = { quant_method: 'fp8', weight_block_size: [128, 128] };

  test('16 bits are two bytes a parameter', () => {
    for (const dtype of ['bfloat16', 'float16']) {
      const model = Model.fromConfig({ ...llama, torch_dtype: undefined, dtype });
      expect([model.native, model.weightsGiB * 2 ** 30]).toEqual(['bf16', 2 * parameters]);
    }
  });

  test('FP8 in blocks is a byte a weight, and two where it stays', () => {
    const model = Model.fromConfig(quantized(blocks));
    const kept = 2 * 128_256 * 4096 + 65 * 4096;
    expect(model.native).toBe('fp8');
    expect(model.weightsGiB * 2 ** 30).toBeCloseTo((parameters - kept) * (1 + 4 / 128 ** 2) + 2 * kept, 0);
  });

  test.each<[string, Config, string]>([
    ['FP8 without blocks', quantized({ quant_method: 'fp8' }), 'stored as `fp8`'],
    ['FP8 in other blocks', quantized({ quant_method: 'fp8', weight_block_size: [64, 64] }), 'stored as `fp8`'],
    ['AWQ', quantized({ quant_method: 'awq', bits: 4 }), 'stored as `awq`'],
    [
      'compressed-tensors', { ...llama, compression_config: { quant_method: 'compressed-tensors' } },
      'stored as `compressed-tensors`',
    ],
    ['a method without a name', quantized({}), 'something without a `quant_method`'],
    ['no precision', { ...llama, torch_dtype: null }, 'a precision that it does not say'],
  ])('%s: the size must be given', (_, config, reason) => {
    expect(() => Model.fromConfig(config)).toThrow(reason);
    expect(() => Model.fromConfig(config)).toThrow('Model.fromConfig(config, { totalSize })');
    const model = Model.fromConfig(config, { totalSize: 5 * 2 ** 30 });
    expect([model.native, model.weightsGiB, model.parameters]).toEqual(['other', 5, parameters]);
  });

  test('32 bits are refused, for vLLM loads other weights than the files hold', () => {
    expect(() => Model.fromConfig({ ...llama, torch_dtype: 'float32' }, { totalSize: 1e10 })).toThrow('`float32`');
  });

  test('a size that is given goes before the one that follows from the shape', () => {
    expect(Model.fromConfig(llama, { totalSize: 2 ** 34 }).weightsGiB).toBe(16);
    expect(() => Model.fromConfig(llama, { totalSize: 0 })).toThrow('`totalSize` must be bytes above 0, got 0');
  });
});

test('one token passes through the experts that are chosen, with an image encoder too', () => {
  const moe = made.find(({ config }) => config.model_type === 'qwen3_moe')!.config;
  const alone = bf16(moe);
  const encoded = Model.fromConfig(
    { model_type: 'qwen3_vl_moe', text_config: { ...moe, torch_dtype: 'bfloat16' } },
    { totalSize: 2 * (alone.parameters + 1000) },
  );
  expect(encoded.parameters - encoded.activeParameters).toBe(alone.parameters - alone.activeParameters);
  expect(encoded.parameters).toBe(alone.parameters + 1000);
});

describe('DeepSeek V3.2', () => {
  const { config } = made.find(counted => counted.config.model_type === 'deepseek_v32')!;
  const perToken = (model: Model) => kvBytesPerToken({ model, tensor: 1, pipeline: 1, kvBytes: 2 });

  test('keeps a key of its indexer for every token in every layer', () => {
    expect(perToken(bf16(config))! - perToken(bf16({ ...config, model_type: 'deepseek_v3' }))!).toBe(5 * (16 + 4));
  });

  test('keeps fewer where layers share what an indexer picked, as GLM 5.2', () => {
    const glm = (change: Config) => bf16({ ...config, model_type: 'glm_moe_dsa', ...change }).indexerBytes;
    expect(glm({ index_topk_freq: 2, index_skip_topk_offset: 2 })).toBe(3 * 20);
    expect(glm({ indexer_types: ['full', 'shared', 'shared', 'shared', 'full'] })).toBe(2 * 20);
  });
});

test('the files say the class that vLLM looks for and how they are quantized', () => {
  expect(bf16(llama)).not.toHaveProperty('architecture');
  expect(bf16({ ...llama, architectures: ['LlamaForCausalLM'] }).architecture).toBe('LlamaForCausalLM');
  const packed = { ...llama, quantization_config: { quant_method: 'compressed_tensors' } };
  expect(Model.fromConfig(packed, { totalSize: 1e9 }).quantization).toBe('compressed-tensors');
});

describe('the table', () => {
  test('has a model in each file of its folder, in the one list', () => {
    const folder = join(__dirname, '..', '..', 'lib', 'facts', 'models');
    const listed = readFileSync(`${folder}.ts`, 'utf8').match(/'\.\/models\/[^']+'/g);
    const files = readdirSync(folder).map(file => `'./models/${file.replace('.ts', '')}'`);
    expect([...listed!].sort()).toEqual(files.sort());
  });

  test('has nothing that cannot be true', () => {
    expect(Object.values(models).flatMap(facts => impossibleFacts(facts))).toEqual([]);
    expect(Object.values(models).filter(({ architecture }) => architecture === undefined)).toEqual([]);
  });

  test.each<[KnownModel, number]>([
    ['openai/gpt-oss-120b', 5.1e9], ['openai/gpt-oss-20b', 3.6e9], ['deepseek-ai/DeepSeek-R1', 37e9],
    ['Qwen/Qwen3-235B-A22B', 22e9], ['moonshotai/Kimi-K2-Instruct', 32e9], ['Qwen/Qwen3.5-397B-A17B-FP8', 17e9],
    ['zai-org/GLM-5.2-FP8', 40e9], ['MiniMaxAI/MiniMax-M2.5', 10e9],
  ])('%s has about the active parameters that its owner publishes', (repository, published) => {
    const { activeParameters, hidden, vocabulary } = models[repository];
    // Some leave the embeddings out, or the last layer too.
    const figures = [0, 1, 2].map(matrices => activeParameters - matrices * hidden * vocabulary);
    expect(Math.min(...figures.map(figure => Math.abs(figure / published - 1)))).toBeLessThan(0.05);
  });

  test.each<[KnownModel, number]>([
    // Counted as for `published`, with transformers 5.24.0.
    ['deepseek-ai/DeepSeek-V4-Pro', 1_572_997_179_491],
    // The language models of those with an encoder are without it.
    ['Qwen/Qwen3.5-397B-A17B', 396_802_360_816],
    ['Qwen/Qwen3.5-27B', 27_356_728_560],
    ['Qwen/Qwen3-VL-32B-Instruct', 33_357_390_064],
  ])('%s has the parameters that transformers counts', (repository, parameters) => {
    expect(models[repository].parameters).toBe(parameters);
  });
});

describe('Gemma 3 with its image encoder', () => {
  const text = { model_type: 'gemma3_text', hidden_size: 2560, intermediate_size: 10_240, num_hidden_layers: 34 };
  const config = { model_type: 'gemma3', torch_dtype: 'bfloat16', text_config: text };

  test('has the defaults that its files leave out, and the size of its files', () => {
    expect(Model.fromConfig(config, { totalSize: 8.6e9 })).toMatchObject({
      heads: 8, kvHeads: 4, headDim: 256, vocabulary: 262_208, maxContext: 131_072, parameters: 4.3e9,
      attention: 'hybrid',
    });
  });

  test('must be given its size, and has the parameters of its language model when it is quantized too', () => {
    expect(() => Model.fromConfig(config)).toThrow('an image encoder, which has no formula');
    const quantized = { ...config, quantization_config: { quant_method: 'awq' } };
    const { parameters } = Model.fromConfig({ ...text, torch_dtype: 'bfloat16' });
    expect(Model.fromConfig(quantized, { totalSize: 4e9 }))
      .toMatchObject({ parameters, quantization: 'awq', native: 'other' });
  });
});

test.each<[string, unknown, string]>([
  [
    'another architecture', { ...llama, model_type: 'mamba' },
    'the architecture `mamba` is not known. Known are cohere, ',
  ],
  ['no architecture', { ...llama, model_type: undefined }, 'the config.json has no `model_type`. Known are '],
  [
    'no layers', { ...llama, num_hidden_layers: undefined },
    '`num_hidden_layers` of the config.json must be a whole number above 0, got nothing',
  ],
  [
    'a text for a number', { ...llama, hidden_size: '4096' },
    '`hidden_size` of the config.json must be a whole number above 0, got "4096"',
  ],
  ['a text for a flag', { ...llama, mlp_bias: 'no' }, '`mlp_bias` of the config.json must be true or false, got "no"'],
  ['a number for a text', { ...llama, torch_dtype: 16 }, '`torch_dtype` of the config.json must be text, got 16'],
  [
    'numbers for texts', { ...llama, layer_types: [1] },
    '`layer_types` of the config.json must be a list of strings, got [1]',
  ],
  [
    'a text for a section', { ...llama, rope_scaling: 'yarn' },
    '`rope_scaling` of the config.json must be an object, got "yarn"',
  ],
  [
    'a text in a section', { ...llama, rope_scaling: { type: 'linear', factor: '4' } },
    '`rope_scaling.factor` of the config.json must be a number, got "4"',
  ],
  [
    'YaRN without the length before it', { ...llama, rope_scaling: { type: 'yarn', factor: 4 } },
    '`rope_scaling.original_max_position_embeddings`',
  ],
  ['heads that no KV head shares', { ...llama, num_key_value_heads: 5 }, '`kvHeads` must divide `heads`, got 5 and 32'],
  ['a list', [], 'the config.json must be an object, got []'],
  ['nothing', undefined, 'the config.json must be an object, got nothing'],
])('a config.json with %s is refused', (_, config, message) => {
  expect(() => Model.fromConfig(config)).toThrow(message);
});

describe('Model.of', () => {
  const shape = {
    attention: 'gqa', layers: 32, hidden: 4096, heads: 32, kvHeads: 8, headDim: 128, vocabulary: 128_256,
    parameters: 8e9, maxContext: 8192,
  } as const;

  test('fills in what follows', () => {
    expect(Model.of(shape)).toEqual({ ...shape, activeParameters: 8e9, native: 'bf16', weightsGiB: 16e9 / 2 ** 30 });
    expect(Model.of({ ...shape, native: 'fp8' }).weightsGiB).toBe(8e9 / 2 ** 30);
  });

  test('takes the row of a known model with some facts changed', () => {
    const quantized = Model.of({ ...models['Qwen/Qwen3-235B-A22B'], native: 'other', weightsGiB: 116 });
    expect(quantized).toMatchObject({ experts: { count: 128 }, weightsGiB: 116 });
  });

  test.each<[string, object, string]>([
    ['no layers', { layers: 0 }, '`layers` must be a whole number above 0, got 0'],
    ['half a head', { kvHeads: 0.5 }, '`kvHeads` must be a whole number above 0, got 0.5'],
    [
      'experts without a count', { experts: { count: 0, intermediate: 768 }, activeParameters: 1e9 },
      '`experts.count` must be',
    ],
    [
      'experts without what one token passes', { experts: { count: 8, intermediate: 768 } },
      '`activeParameters` must be above 0, got NaN',
    ],
    [
      'more that are active than there are', { activeParameters: 9e9 },
      '`activeParameters` must be at most `parameters`, got 9000000000 and 8000000000',
    ],
    ['MXFP4 without a size', { native: 'mxfp4' }, '`weightsGiB` must be above 0, got NaN'],
    ['latent attention without its width', { attention: 'mla' }, '`latent` is for attention `mla`'],
    ['a width without latent attention', { latent: 576 }, '`latent` is for attention `mla`'],
    ['a latent width of 0', { attention: 'mla', latent: 0 }, '`latent` must be a whole number above 0, got 0'],
  ])('refuses %s', (_, change, message) => {
    expect(() => Model.of({ ...shape, ...change })).toThrow(message);
  });
});
