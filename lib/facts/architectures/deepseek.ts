import type { Architecture, ArchitectureFacts } from './architecture';
import type { HubConfig } from './hub-config';
import { gatedMlp, linear, other, ParameterCount, routed, sum, times, vocabulary } from './parameter-count';

/**
 * DeepSeek V2: latent attention (MLA) and experts.
 *
 * Source: transformers v4.57.1 `src/transformers/models/deepseek_v2/configuration_deepseek_v2.py`,
 * `modeling_deepseek_v2.py`.
 */
export const deepseekV2: Architecture = { modelType: 'deepseek_v2', read: config => deepseek(config) };

/**
 * DeepSeek V3 and R1. The module that predicts several tokens (`num_nextn_predict_layers`) is in their files and is not
 * counted.
 *
 * Source: transformers v4.57.1 `src/transformers/models/deepseek_v3/configuration_deepseek_v3.py`,
 * `modeling_deepseek_v3.py`; the cache of a token: vLLM 0.11.0 `vllm/config/model.py` get_head_size, 0.27.1
 * `vllm/transformers_utils/model_arch_config_convertor.py` get_head_size.
 */
export const deepseekV3: Architecture = { modelType: 'deepseek_v3', read: config => deepseek(config) };

/**
 * Kimi K2: DeepSeek V3 with more experts. vLLM serves its files as DeepSeek V3.
 *
 * Source: `architectures` of its files; vLLM 0.27.1 `vllm/transformers_utils/model_arch_config_convertor.py`
 * is_deepseek_mla.
 */
export const kimiK2: Architecture = { modelType: 'kimi_k2', read: config => deepseek(config) };

/**
 * DeepSeek V3.2: V3 with an indexer in every layer, which picks the tokens that attention sees and keeps a key of its
 * own for each of them: a byte a number and four for a scale.
 *
 * Source: transformers v5.24.0 `src/transformers/models/deepseek_v32/modeling_deepseek_v32.py`; the cache: vLLM 0.27.1
 * `vllm/model_executor/models/deepseek_v2.py` Indexer.
 */
export const deepseekV32: Architecture = { modelType: 'deepseek_v32', read: indexed };

/**
 * GLM 5: DeepSeek V3.2 with other sizes. From 5.2 on, some layers use what the indexer of a layer before them picked.
 *
 * Source: transformers v5.24.0 `src/transformers/models/glm_moe_dsa/configuration_glm_moe_dsa.py`,
 * `modeling_glm_moe_dsa.py`.
 */
export const glmMoeDsa: Architecture = { modelType: 'glm_moe_dsa', read: indexed };

/**
 * GLM 4.7 Flash: DeepSeek V3 with other sizes, whose first layer is dense unless the file says more.
 *
 * Source: transformers v5.24.0 `src/transformers/models/glm4_moe_lite/configuration_glm4_moe_lite.py`,
 * `modeling_glm4_moe_lite.py`; vLLM 0.27.1 `vllm/transformers_utils/model_arch_config_convertor.py` is_deepseek_mla.
 */
export const glm4MoeLite: Architecture = { modelType: 'glm4_moe_lite', read: config => deepseek(config, 1) };

function indexed(config: HubConfig): ArchitectureFacts {
  const facts = deepseek(config);
  const [heads, width] = [config.count('index_n_heads'), config.count('index_head_dim')];
  const indexer = sum(
    linear(config.count('q_lora_rank'), heads * width),
    linear(facts.hidden, width),
    other(2 * width + facts.hidden * heads),
  );
  const layers = indexerLayers(config, facts.layers);
  return {
    ...facts,
    indexerBytes: layers * (width + INDEXER_SCALE),
    count: sum(facts.count, times(layers, indexer)),
  };
}

const INDEXER_SCALE = 4;

/**
 * Layers with an indexer of their own: those of `indexer_types`, or the first ones and then every
 * `index_topk_freq`-th (vLLM 0.27.1 `vllm/model_executor/models/deepseek_v2.py:1104`).
 */
function indexerLayers(config: HubConfig, layers: number): number {
  const types = config.optionalList('indexer_types', 'string');
  if (types !== undefined) return types.filter(type => type === 'full').length;
  const every = config.count('index_topk_freq', 1);
  const first = config.optionalNumber('index_skip_topk_offset') ?? 2;
  const indices = Array.from({ length: layers }, (_, index) => index);
  return indices.filter(index => Math.max(index - first + 1, 0) % every === 0).length;
}

function deepseek(config: HubConfig, dense = 0): ArchitectureFacts {
  const hidden = config.count('hidden_size');
  const layers = config.count('num_hidden_layers');
  const tokens = config.count('vocab_size');
  const heads = config.count('num_attention_heads');
  const experts = { count: config.count('n_routed_experts'), intermediate: config.count('moe_intermediate_size') };
  const rotary = config.count('qk_rope_head_dim');
  const headDim = config.count('qk_nope_head_dim') + rotary;
  const compressed = config.count('kv_lora_rank');
  const sparseLayers = sparseLayerCount(config, layers, dense);
  const sparse = sum(
    routed(experts.count, config.count('num_experts_per_tok'), gatedMlp(hidden, experts.intermediate)),
    gatedMlp(hidden, experts.intermediate * config.count('n_shared_experts')),
    other(hidden * experts.count),
  );
  return {
    attention: 'mla',
    layers,
    hidden,
    heads,
    headDim,
    experts,
    kvHeads: 1,
    latent: compressed + rotary,
    vocabulary: tokens,
    count: sum(
      vocabulary(tokens, hidden, config.flag('tie_word_embeddings', false)),
      times(layers, sum(latentAttention(config, { compressed, headDim, heads, hidden, rotary }), other(2 * hidden))),
      times(sparseLayers, sparse),
      times(layers - sparseLayers, gatedMlp(hidden, config.count('intermediate_size'))),
    ),
  };
}

/**
 * Layers with experts: from `first_k_dense_replace` on every `moe_layer_freq`-th (vLLM 0.11.0
 * `vllm/model_executor/models/deepseek_v2.py:1035`).
 */
function sparseLayerCount(config: HubConfig, layers: number, dense: number): number {
  const first = config.optionalNumber('first_k_dense_replace') ?? dense;
  const every = config.count('moe_layer_freq', 1);
  const indices = Array.from({ length: layers }, (_, index) => index);
  return indices.filter(index => index >= first && index % every === 0).length;
}

interface Widths {
  readonly hidden: number;
  readonly heads: number;
  readonly headDim: number;
  readonly rotary: number;
  readonly compressed: number;
}

function latentAttention(config: HubConfig, { compressed, headDim, heads, hidden, rotary }: Widths): ParameterCount {
  const bias = config.flag('attention_bias', false);
  const value = config.count('v_head_dim');
  const query = config.optionalCount('q_lora_rank');
  return sum(
    query === undefined
      ? linear(hidden, heads * headDim)
      : sum(linear(hidden, query, bias), other(query), linear(query, heads * headDim)),
    linear(hidden, compressed + rotary, bias),
    other(compressed),
    linear(compressed, heads * (headDim - rotary + value)),
    linear(heads * value, hidden, bias),
  );
}
