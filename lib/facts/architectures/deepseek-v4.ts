import type { Architecture } from './architecture';
import { dimensions } from './dimensions';
import type { HubConfig } from './hub-config';
import { gatedMlp, linear, other, ParameterCount, routed, sum, times, vocabulary } from './parameter-count';

/**
 * DeepSeek V4: layers that keep a window of tokens beside what they compress the others to, by 4 with an indexer or by
 * 128; experts in every layer; several residual streams. `compress_ratios` says which layer does what.
 *
 * Source: transformers v5.24.0 `src/transformers/models/deepseek_v4/configuration_deepseek_v4.py`,
 * `modeling_deepseek_v4.py`.
 */
export const deepseekV4: Architecture = {
  modelType: 'deepseek_v4',
  read: (config) => {
    const size = dimensions(config);
    const { headDim, heads, hidden, layers } = size;
    const experts = { count: config.count('n_routed_experts'), intermediate: config.count('moe_intermediate_size') };
    const expert = gatedMlp(hidden, experts.intermediate);
    const ratios = config.list('compress_ratios', 'number').slice(0, layers).map(Number);
    const rank = config.count('q_lora_rank');
    const output = config.count('o_groups') * config.count('o_lora_rank');
    const streams = config.count('hc_mult');
    const layer = sum(
      linear(hidden, rank), other(rank), linear(rank, heads * headDim),
      linear(hidden, headDim), other(headDim + heads),
      linear(heads * headDim / config.count('o_groups'), output), linear(output, hidden),
      routed(experts.count, config.count('num_experts_per_tok'), expert),
      times(config.count('n_shared_experts'), expert),
      other(hidden * experts.count + 2 * hidden),
      times(2, connection((2 + streams) * streams, streams * hidden, SCALES)),
    );
    return {
      ...size,
      attention: 'hybrid',
      experts,
      count: sum(
        vocabulary(size.vocabulary, hidden, config.flag('tie_word_embeddings', false)),
        times(layers, layer),
        ...ratios.map(ratio => compressor(config, ratio, hidden, headDim)),
        connection(streams, streams * hidden, 1),
      ),
    };
  },
};

/** What mixes the residual streams. */
function connection(outputs: number, inputs: number, scales: number): ParameterCount {
  return other(outputs * inputs + outputs + scales);
}

const SCALES = 3;

/** Compressors that overlap have two projections; those with an indexer have one of its own width too. */
function compressor(config: HubConfig, ratio: number, hidden: number, headDim: number): ParameterCount {
  if (ratio === 0) return other(0);
  if (ratio !== INDEXED) return compressed(hidden, headDim, headDim, ratio);
  const [heads, width] = [config.count('index_n_heads'), config.count('index_head_dim')];
  return sum(
    compressed(hidden, headDim, 2 * headDim, ratio),
    compressed(hidden, width, 2 * width, ratio),
    linear(config.count('q_lora_rank'), heads * width),
    other(hidden * heads),
  );
}

const INDEXED = 4;

function compressed(hidden: number, width: number, outputs: number, ratio: number): ParameterCount {
  return sum(times(2, linear(hidden, outputs)), other(ratio * outputs + width));
}
