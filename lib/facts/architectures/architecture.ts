import type { ModelFacts } from '../model-facts';
import type { HubConfig } from './hub-config';
import type { ParameterCount } from './parameter-count';

/**
 * One architecture of the transformers library: how its `config.json` is read. Each module of this folder names the
 * file and the tag in which the names of the fields, their defaults and the layers were read.
 */
export interface Architecture {
  /** `model_type` in the `config.json`. */
  readonly modelType: string;
  /** `max_position_embeddings` where the file leaves it out. @default - it must be there */
  readonly positions?: number;
  /** Reads it. @throws Error where a field is missing or of another type. */
  readonly read: (config: HubConfig) => ArchitectureFacts;
}

/**
 * What follows from a `config.json` but for the context and the size of the files, which all architectures say alike.
 */
export interface ArchitectureFacts extends Omit<
  ModelFacts, 'activeParameters' | 'maxContext' | 'native' | 'parameters' | 'weightsGiB'
> {
  /** The parameters of all that has a formula here. */
  readonly count: ParameterCount;
  /** Whether there are more, of an image encoder, so that the size of the files must be given. @default false */
  readonly encoder?: true;
}
