import type { InferenceSpec } from '../spec/deployment';

/** Whether prompts are computed by pods of their own. Without, the decode pods do both: aggregated serving. */
export function isDisaggregated({ prefill }: Pick<InferenceSpec, 'prefill'>): boolean {
  return prefill !== undefined;
}
