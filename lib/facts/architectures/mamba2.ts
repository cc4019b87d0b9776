import { linear, other, ParameterCount, sum } from './parameter-count';

/** The widths of a layer of Mamba 2. */
export interface Mamba2 {
  /** Width of the residual stream. */
  readonly hidden: number;
  /** Width inside. */
  readonly intermediate: number;
  /** Heads of the state. */
  readonly heads: number;
  /** Groups that share what goes in and comes out of the state. */
  readonly groups: number;
  /** Width of the state of a head. */
  readonly state: number;
  /** Tokens that the convolution sees. */
  readonly kernel: number;
  /** Whether the convolution has a bias. */
  readonly convolutionBias: boolean;
  /** Whether the matrices have one. */
  readonly bias: boolean;
}

/**
 * A layer of Mamba 2 as Nemotron-H and Granite 4 have it.
 *
 * Source: transformers v4.57.1 `src/transformers/models/granitemoehybrid/modeling_granitemoehybrid.py`, v5.24.0
 * `src/transformers/models/nemotron_h/modeling_nemotron_h.py`.
 */
export function mamba2(
  { bias, convolutionBias, groups, heads, hidden, intermediate, kernel, state }: Mamba2,
): ParameterCount {
  const convolved = intermediate + 2 * groups * state;
  return sum(
    linear(hidden, intermediate + convolved + heads, bias),
    other(convolved * (kernel + (convolutionBias ? 1 : 0)) + 3 * heads + intermediate),
    linear(intermediate, hidden, bias),
  );
}
