import { ModelCacheSpec } from '../spec/model-cache';

/** Where the weights of a deployment are kept, with every derived value: `planInference(...).modelCache`. */
export interface ModelCachePlan {
  /** Name of the claim. */
  readonly name: string;
  /** The kind of storage. */
  readonly storage: ModelCacheSpec;
}
