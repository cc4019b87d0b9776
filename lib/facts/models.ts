import type { ModelFacts } from './model-facts';

const GIB = 2 ** 30;

const llama = { attention: 'gqa', kvHeads: 8, headDim: 128, vocabulary: 128_256, maxContext: 131_072 } as const;
const llama8B = dense({ ...llama, layers: 32, hidden: 4096, heads: 32, parameters: 8_030_261_248 });
const llama70B = dense({ ...llama, layers: 80, hidden: 8192, heads: 64, parameters: 70_553_706_496 });
const llama405B = dense({ ...llama, layers: 126, hidden: 16_384, heads: 128, parameters: 405.853e9 });

const qwen3 = { attention: 'gqa', headDim: 128, vocabulary: 151_936, maxContext: 40_960 } as const;
const qwen235B = {
  ...qwen3, layers: 94, hidden: 4096, heads: 64, kvHeads: 4, parameters: 235.094e9, activeParameters: 22.19e9,
  experts: { count: 128, intermediate: 1536 },
} as const;

const deepseek: ModelFacts = {
  attention: 'mla',
  layers: 61,
  hidden: 7168,
  heads: 128,
  kvHeads: 1,
  headDim: 192,
  latent: 512 + 64,
  vocabulary: 129_280,
  parameters: 671_026_419_200,
  activeParameters: 37.6e9,
  experts: { count: 256, intermediate: 2048 },
  maxContext: 163_840,
  native: 'fp8',
  weightsGiB: 641,
};

const gptOss = {
  attention: 'hybrid',
  hidden: 2880,
  heads: 64,
  kvHeads: 8,
  headDim: 64,
  vocabulary: 201_088,
  maxContext: 131_072,
  native: 'mxfp4',
} as const;
const llama4 = {
  attention: 'hybrid',
  layers: 48,
  hidden: 5120,
  heads: 40,
  kvHeads: 8,
  headDim: 128,
  vocabulary: 202_048,
  native: 'bf16',
} as const;

/**
 * Models by their repository on the Hugging Face Hub. A model that is absent is judged by what `model.like` says of it,
 * and else not (PD205).
 *
 * Shapes: ai-dynamo/aiconfigurator `aic-core/src/aiconfigurator_core/model_configs/<owner>--<model>_config.json`,
 * except Mistral 7B: edadaltocg/mistral-src-finetune `finetune/config.py`. Parameters are computed from the shape;
 * where the owner publishes an exact count the two are equal. Sizes: parameters × bytes a weight, except DeepSeek
 * (published files, with the module for multi-token prediction) and gpt-oss (4.25 bits a weight of an expert).
 */
const rows = {
  'meta-llama/Llama-3.1-8B': llama8B,
  'meta-llama/Llama-3.1-8B-Instruct': llama8B,
  'meta-llama/Llama-3.1-70B': llama70B,
  'meta-llama/Llama-3.1-70B-Instruct': llama70B,
  'meta-llama/Llama-3.3-70B-Instruct': llama70B,
  'meta-llama/Llama-3.1-405B': llama405B,
  'meta-llama/Llama-3.1-405B-Instruct': llama405B,
  'meta-llama/Llama-4-Scout-17B-16E-Instruct': {
    ...llama4,
    parameters: 107.77e9,
    activeParameters: 17.2e9,
    experts: { count: 16, intermediate: 8192 },
    maxContext: 10_485_760,
    weightsGiB: 200.7,
  },
  'meta-llama/Llama-4-Maverick-17B-128E-Instruct': {
    ...llama4,
    parameters: 400.71e9,
    activeParameters: 17.2e9,
    experts: { count: 128, intermediate: 8192 },
    maxContext: 1_048_576,
    weightsGiB: 746.4,
  },
  'Qwen/Qwen3-8B': dense({ ...qwen3, layers: 36, hidden: 4096, heads: 32, kvHeads: 8, parameters: 8.191e9 }),
  'Qwen/Qwen3-32B': dense({ ...qwen3, layers: 64, hidden: 5120, heads: 64, kvHeads: 8, parameters: 32.762e9 }),
  'Qwen/Qwen3-30B-A3B': bf16({
    ...qwen3,
    layers: 48,
    hidden: 2048,
    heads: 32,
    kvHeads: 4,
    parameters: 30.532e9,
    activeParameters: 3.35e9,
    experts: { count: 128, intermediate: 768 },
  }),
  'Qwen/Qwen3-235B-A22B': bf16(qwen235B),
  'Qwen/Qwen3-235B-A22B-FP8': { ...qwen235B, native: 'fp8', weightsGiB: qwen235B.parameters / GIB },
  'deepseek-ai/DeepSeek-V3': deepseek,
  'deepseek-ai/DeepSeek-R1': deepseek,
  'openai/gpt-oss-20b': {
    ...gptOss,
    layers: 24,
    parameters: 20.915e9,
    activeParameters: 3.6e9,
    experts: { count: 32, intermediate: 2880 },
    weightsGiB: 12.8,
  },
  'openai/gpt-oss-120b': {
    ...gptOss,
    layers: 36,
    parameters: 116_829_156_672,
    activeParameters: 5.1e9,
    experts: { count: 128, intermediate: 2880 },
    weightsGiB: 60.8,
  },
  'mistralai/Mixtral-8x7B-Instruct-v0.1': bf16({
    attention: 'gqa',
    layers: 32,
    hidden: 4096,
    heads: 32,
    kvHeads: 8,
    headDim: 128,
    vocabulary: 32_000,
    parameters: 46.703e9,
    activeParameters: 12.88e9,
    experts: { count: 8, intermediate: 14_336 },
    maxContext: 32_768,
  }),
  'mistralai/Mixtral-8x22B-Instruct-v0.1': bf16({
    attention: 'gqa',
    layers: 56,
    hidden: 6144,
    heads: 48,
    kvHeads: 8,
    headDim: 128,
    vocabulary: 32_000,
    parameters: 140.621e9,
    activeParameters: 39.15e9,
    experts: { count: 8, intermediate: 16_384 },
    maxContext: 65_536,
  }),
  'mistralai/Mistral-7B-Instruct-v0.3': dense({
    attention: 'gqa',
    layers: 32,
    hidden: 4096,
    heads: 32,
    kvHeads: 8,
    headDim: 128,
    vocabulary: 32_768,
    parameters: 7.248e9,
    maxContext: 32_768,
  }),
} as const satisfies Readonly<Record<string, ModelFacts>>;

/** A model whose facts are known, by its repository on the Hub. */
export type KnownModel = keyof typeof rows;

/** Models whose facts are known, by their repository on the Hub. */
export const models: Readonly<Record<KnownModel, ModelFacts>> = rows;

/** The facts about a model of the Hub, if there are any. */
export function modelFacts(repository: string): ModelFacts | undefined {
  return Object.hasOwn(models, repository) ? models[repository as KnownModel] : undefined;
}

type Stored = Omit<ModelFacts, 'native' | 'weightsGiB'>;

function bf16(model: Stored): ModelFacts {
  return { ...model, native: 'bf16', weightsGiB: model.parameters * 2 / GIB };
}

function dense(model: Omit<Stored, 'activeParameters' | 'experts'>): ModelFacts {
  return bf16({ ...model, activeParameters: model.parameters });
}
