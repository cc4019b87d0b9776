import type { WeightsStorage } from '../model-sources/source';
import { defaultSource, sourceOfUri } from '../model-sources/sources';
import type { InferenceSpec } from '../spec/deployment';

/** Where the weights are mounted. */
export const MODEL_CACHE_PATH = '/model-cache';

/** Where the pods of a spec have their weights: what their source says, else what the spec says. */
export function weightsStorage({ model: { uri }, modelCache }: WeightsFacts): WeightsStorage {
  return (sourceOfUri(uri) ?? defaultSource).storageOf(uri) ?? modelCache ?? { type: 'none' };
}

/** What {@link weightsStorage} reads of a spec. */
export type WeightsFacts = Pick<InferenceSpec, 'model' | 'modelCache'>;
