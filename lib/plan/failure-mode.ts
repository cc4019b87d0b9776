import type { InferenceSpec } from '../spec/deployment';
import type { FailureMode } from '../spec/endpoint-picker';
import { isDisaggregated } from './is-disaggregated';

/**
 * What a gateway does with requests while no picker answers. With prefill pods it must refuse them: it would spread
 * them over all pods, and prefill pods would answer callers. Pods that all do the same can be chosen without a picker,
 * as in the charts of llm-d (llm-d-router `config/charts`, `inferencePool.failureMode`).
 */
export function defaultFailureMode(spec: Pick<InferenceSpec, 'prefill'>): FailureMode {
  return isDisaggregated(spec) ? 'FailClose' : 'FailOpen';
}
