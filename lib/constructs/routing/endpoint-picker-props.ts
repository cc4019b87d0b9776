import type { InferencePool } from './inference-pool';
import { EndpointPickerPlan } from '../../plan/endpoint-picker-plan';

/** An {@link EndpointPicker} takes either a plan or the pool that it serves; its name is `<pool>-epp`. */
export type EndpointPickerProps = { readonly plan: EndpointPickerPlan } | {
  /** The pool; its release says which picker runs. */
  readonly pool: InferencePool;
};
