import { InferencePoolGroup } from '../gateways/inference-pool-api';

/** The pool that a picker serves. */
export interface PickerPool {
  /** Name of the InferencePool. */
  readonly name: string;
  /** Its namespace. */
  readonly namespace: string;
  /** Its API group; a picker that looks in the other group never becomes ready. */
  readonly group: InferencePoolGroup;
}
