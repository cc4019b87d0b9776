import type { WeightsStorage } from '../model-sources/source';
import { defaultSource, sourceOfUri } from '../model-sources/sources';
import type { InferenceSpec } from '../spec/deployment';
import { resolvedImage } from '../spec/images';
import type { ModelCachePlan } from './model-cache-plan';
import { modelCacheName } from './names';

/** Where the weights are mounted. */
export const MODEL_CACHE_PATH = '/model-cache';

/** Where the pods of a spec have their weights: what their source says, else what the spec says. */
export function weightsStorage({ images, model: { uri }, modelCache }: WeightsFacts): WeightsStorage {
  const storage = (sourceOfUri(uri) ?? defaultSource).storageOf(uri) ?? modelCache ?? { type: 'none' };
  return storage.type === 'image' ? { ...storage, reference: resolvedImage(storage.reference, images) } : storage;
}

/** That storage with its name: the claim has the one that it was given, or a derived one. */
export function planModelCache(deployment: string, spec: WeightsFacts): ModelCachePlan {
  const storage = weightsStorage(spec);
  return { name: storage.type === 'existingClaim' ? storage.claimName : modelCacheName(deployment), storage };
}

/** What {@link weightsStorage} reads of a spec. */
export type WeightsFacts = Pick<InferenceSpec, 'images' | 'model' | 'modelCache'>;
