import type { Architecture } from './architecture';
import { attentionKind } from './attention-kind';
import { decoder } from './decoder';
import { Dimensions, dimensions } from './dimensions';
import type { HubConfig } from './hub-config';
import { mamba2 } from './mamba2';
import { attention, gatedMlp, other, ParameterCount, routed, sum, times, vocabulary } from './parameter-count';

/**
 * Granite 3, dense: Llama with factors.
 *
 * Source: transformers v4.57.1 `src/transformers/models/granite/configuration_granite.py`, `modeling_granite.py`.
 */
export const granite: Architecture = {
  modelType: 'granite',
  read: (config) => {
    const size = dimensions(config, { kvHeads: 'heads' });
    const layer = sum(
      heads(config, size),
      gatedMlp(size.hidden, config.count('intermediate_size'), config.flag('mlp_bias', false)),
      other(2 * size.hidden),
    );
    return { ...size, attention: attentionKind(config), count: decoder(config, size, layer) };
  },
};

/**
 * Granite 3 with experts.
 *
 * Source: transformers v4.57.1 `src/transformers/models/granitemoe/configuration_granitemoe.py`,
 * `modeling_granitemoe.py`.
 */
export const graniteMoe: Architecture = {
  modelType: 'granitemoe',
  read: (config) => {
    const size = dimensions(config, { kvHeads: 'heads' });
    const experts = { count: config.count('num_local_experts', 8), intermediate: config.count('intermediate_size') };
    const layer = sum(heads(config, size), chosen(config, size, experts), other(2 * size.hidden));
    return { ...size, attention: attentionKind(config), experts, count: decoder(config, size, layer) };
  },
};

/**
 * Granite 4: Mamba 2 and attention, with or without experts, and a feed-forward layer that every token passes through.
 *
 * Source: transformers v4.57.1 `src/transformers/models/granitemoehybrid/configuration_granitemoehybrid.py`,
 * `modeling_granitemoehybrid.py`.
 */
export const graniteMoeHybrid: Architecture = {
  modelType: 'granitemoehybrid',
  read: (config) => {
    const size = dimensions(config, { kvHeads: 'heads' });
    const count = config.optionalNumber('num_local_experts') ?? 8;
    const experts = count > 0 ? { count, intermediate: config.count('intermediate_size') } : undefined;
    const types = config.optionalList('layer_types', 'string') ?? Array<string>(size.layers).fill('mamba');
    const full = types.filter(type => type === 'attention').length;
    const width = config.count('mamba_expand', 2) * size.hidden;
    const state = mamba2({
      hidden: size.hidden,
      intermediate: width,
      heads: config.count('mamba_n_heads', 128),
      groups: config.count('mamba_n_groups', 1),
      state: config.count('mamba_d_state', 256),
      kernel: config.count('mamba_d_conv', 4),
      convolutionBias: config.flag('mamba_conv_bias', true),
      bias: config.flag('mamba_proj_bias', false),
    });
    return {
      ...size,
      attention: full === types.length ? 'gqa' : 'mamba',
      ...(experts && { experts }),
      count: sum(
        vocabulary(size.vocabulary, size.hidden, config.flag('tie_word_embeddings', false)),
        times(full, heads(config, size)),
        times(types.length - full, state),
        times(size.layers, sum(
          gatedMlp(size.hidden, config.count('shared_intermediate_size', 1024)),
          ...(experts ? [chosen(config, size, experts)] : []),
          other(2 * size.hidden),
        )),
      ),
    };
  },
};

function heads(config: HubConfig, size: Dimensions): ParameterCount {
  const bias = config.flag('attention_bias', false);
  return attention(size, { qkv: bias, output: bias });
}

function chosen(
  config: HubConfig, { hidden }: Dimensions, experts: { readonly count: number; readonly intermediate: number },
): ParameterCount {
  const expert = gatedMlp(hidden, experts.intermediate);
  return sum(routed(experts.count, config.count('num_experts_per_tok', 2), expert), other(hidden * experts.count));
}
