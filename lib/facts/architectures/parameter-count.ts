import type { ModelFacts } from '../model-facts';

/** Parameters of a part of a model, by what becomes of them when a model is quantized. */
export interface ParameterCount {
  /** Weights of linear layers, but for experts: quantized with the model. */
  readonly linear: number;
  /** Weights of the experts among which a router chooses. */
  readonly experts: number;
  /** Those of them that one token passes through. */
  readonly activeExperts: number;
  /** Embeddings, the last layer, routers, norms and biases: they keep their precision. */
  readonly other: number;
}

/** All parameters. */
export function total({ experts, linear, other }: ParameterCount): number {
  return linear + experts + other;
}

/** A linear layer. */
export function linear(inputs: number, outputs: number, bias = false): ParameterCount {
  return { ...none, linear: inputs * outputs, other: bias ? outputs : 0 };
}

/** Parameters that keep their precision. */
export function other(count: number): ParameterCount {
  return { ...none, other: count };
}

/** Several parts together. */
export function sum(...parts: readonly ParameterCount[]): ParameterCount {
  return parts.reduce((all, part) => ({
    linear: all.linear + part.linear,
    experts: all.experts + part.experts,
    activeExperts: all.activeExperts + part.activeExperts,
    other: all.other + part.other,
  }), none);
}

/** The same part several times. */
export function times(count: number, part: ParameterCount): ParameterCount {
  return {
    linear: count * part.linear,
    experts: count * part.experts,
    activeExperts: count * part.activeExperts,
    other: count * part.other,
  };
}

/** Experts of which each token passes through some. */
export function routed(count: number, perToken: number, expert: ParameterCount): ParameterCount {
  return { ...other(count * expert.other), experts: count * expert.linear, activeExperts: perToken * expert.linear };
}

/** A feed-forward layer with a gate: two matrices up and one down. */
export function gatedMlp(hidden: number, intermediate: number, bias = false): ParameterCount {
  return sum(times(2, linear(hidden, intermediate, bias)), linear(intermediate, hidden, bias));
}

/** Attention with query, key, value and output matrices. */
export function attention(
  { headDim, heads, hidden, kvHeads }: Pick<ModelFacts, 'headDim' | 'heads' | 'hidden' | 'kvHeads'>,
  bias: { readonly qkv?: boolean; readonly output?: boolean } = {},
): ParameterCount {
  return sum(
    linear(hidden, heads * headDim, bias.qkv),
    times(2, linear(hidden, kvHeads * headDim, bias.qkv)),
    linear(heads * headDim, hidden, bias.output),
  );
}

/** The embeddings, and the last layer where it is not the same matrix; the last norm is with them. */
export function vocabulary(tokens: number, hidden: number, tied: boolean): ParameterCount {
  return other((tied ? 1 : 2) * tokens * hidden + hidden);
}

const none: ParameterCount = { linear: 0, experts: 0, activeExperts: 0, other: 0 };
