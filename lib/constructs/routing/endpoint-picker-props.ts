import type { SecuritySpec } from '../../spec/operations';
import type { EndpointPickerRelease } from '../../stack/picker/endpoint-picker-release';
import type { PickerPool } from './endpoint-picker-config';
import type { InferencePool } from './inference-pool';

/** An {@link EndpointPicker} with every derived value: `planInference(...).endpointPicker`. */
export interface EndpointPickerPlan {
  /** Name of all its objects, and value of its pods' label `inferencepool`. */
  readonly name: string;
  /** The picker as the release ships it. */
  readonly release: EndpointPickerRelease;
  /** The pool it serves; a picker serves one. */
  readonly pool: PickerPool;
  /** As whom it runs. */
  readonly security: Pick<SecuritySpec, 'user'>;
  /** Annotations of its Deployment. @default - none */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** An {@link EndpointPicker} takes either a plan or the pool that it serves; its name is `<pool>-epp`. */
export type EndpointPickerProps = { readonly plan: EndpointPickerPlan } | {
  /** The pool; its release says which picker runs. */
  readonly pool: InferencePool;
};
