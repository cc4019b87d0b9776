import type { Architecture } from './architecture';
import { dimensions } from './dimensions';
import { mamba2 } from './mamba2';
import { attention, linear, other, routed, sum, times, vocabulary } from './parameter-count';

/**
 * Nemotron-H and Nemotron 3: each layer is one of Mamba 2, attention, a feed-forward layer without a gate, or experts
 * like it, as a letter of `hybrid_override_pattern` says.
 *
 * Source: transformers v5.24.0 `src/transformers/models/nemotron_h/configuration_nemotron_h.py`,
 * `modeling_nemotron_h.py`.
 */
export const nemotronH: Architecture = {
  modelType: 'nemotron_h',
  read: (config) => {
    const size = dimensions(config, { headDim: config.optionalCount('attention_head_dim') ?? 128 });
    const letters = [...config.text('hybrid_override_pattern')];
    const of = (letter: string) => letters.filter(each => each === letter).length;
    const bias = config.flag('mlp_bias', false);
    const mlp = (width: number, inner: number, biased = bias) =>
      sum(linear(width, inner, biased), linear(inner, width, biased));
    const experts = of('E') === 0
      ? undefined
      : { count: config.count('n_routed_experts'), intermediate: config.count('moe_intermediate_size') };
    const state = mamba2({
      hidden: size.hidden,
      intermediate: config.count('mamba_num_heads') * config.count('mamba_head_dim'),
      heads: config.count('mamba_num_heads'),
      groups: config.count('n_groups'),
      state: config.count('ssm_state_size'),
      kernel: config.count('conv_kernel', 4),
      convolutionBias: config.flag('use_conv_bias', true),
      bias: config.flag('use_bias', false),
    });
    const latent = config.optionalCount('moe_latent_size');
    return {
      ...size,
      attention: of('M') > 0 ? 'mamba' : 'gqa',
      ...(experts && { experts }),
      count: sum(
        vocabulary(size.vocabulary, size.hidden, config.flag('tie_word_embeddings', false)),
        times(size.layers, other(size.hidden)),
        times(of('M'), state),
        times(of('*'), attention(size)),
        ...(of('-') > 0 ? [times(of('-'), mlp(size.hidden, config.count('intermediate_size')))] : []),
        ...(experts
          ? [times(of('E'), sum(
              routed(
                experts.count, config.count('num_experts_per_tok'),
                mlp(latent ?? size.hidden, experts.intermediate, false),
              ),
              mlp(size.hidden, config.count('moe_shared_expert_intermediate_size')),
              other(size.hidden * experts.count),
              ...(latent === undefined ? [] : [mlp(size.hidden, latent)]),
            ))]
          : []),
      ),
    };
  },
};
