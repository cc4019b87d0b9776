import { modelFacts } from '../facts/models';
import { defaultSource, sourceOfUri } from '../model-sources/sources';
import type { InferenceSpec } from '../spec/deployment';
import type { ModelProps } from './model-server-pool-props';
import { isFilledByJob } from './model-download';
import { MODEL_CACHE_PATH, weightsStorage } from './weights-storage';

/** The model of a spec, with what its source and the known facts say. */
export function planModel(spec: InferenceSpec): ModelProps {
  const { like, revision, servedName, token, uri, ...sourced } = spec.model;
  const source = sourceOfUri(uri) ?? defaultSource;
  const storage = weightsStorage(spec);
  const [repository, known] = [source.repositoryOf(uri, MODEL_CACHE_PATH), like ?? source.factsKeyOf(uri)];
  const [first = source.servedNameOf(uri), ...aliases] = [servedName ?? []].flat();
  const facts = typeof known === 'object' ? known : known === undefined ? undefined : modelFacts(known);
  const lender = typeof like === 'object' ? like.like : like;
  return {
    source: source.name,
    repository,
    ...(facts && { facts }),
    ...(lender !== undefined && { like: lender }),
    servedName: first,
    ...(aliases.length > 0 && { aliases }),
    revision,
    offline: isFilledByJob(storage) || ('filled' in storage && (storage.filled ?? false)),
    // The Job has it.
    token: isFilledByJob(storage) ? undefined : token,
    ...sourced,
    ...(source.storageOf(uri) && { weightsReadOnly: true }),
    ...(storage.type === 'existingClaim' && storage.path !== undefined && { cacheFolder: storage.path }),
  };
}
