import type { WeightsStorage } from '../model-sources/source';

/** Where the weights of a deployment are kept, with every derived value: `planInference(...).modelCache`. */
export interface ModelCachePlan {
  /** Name of the claim, where there is one. */
  readonly name: string;
  /** The kind of storage. */
  readonly storage: WeightsStorage;
}
