import { factsFromConfig } from './architectures/facts-from-config';
import type { ModelFacts } from './model-facts';

/** A model that the library knows: the file of it, and what follows. */
export interface KnownModelFile<Repository extends string = string> {
  /** The repositories on the Hugging Face Hub that have its shape and its size. */
  readonly repositories: readonly Repository[];
  /** Its facts. */
  readonly facts: ModelFacts;
}

/** What the `config.json` does not say. */
export interface KnownModelFiles {
  /** Bytes of the weights, where they do not follow from the shape. */
  readonly totalSize?: number;
}

/**
 * A model of the table, by the fields of its public `config.json` that this library reads. The file of a model says
 * where they were read; shape, parameters and size follow from them as for {@link Model.fromConfig}.
 */
export function knownModel<const Repository extends string>(
  repositories: readonly Repository[], config: Readonly<Record<string, unknown>>, { totalSize }: KnownModelFiles = {},
): KnownModelFile<Repository> {
  let facts: ModelFacts | undefined;
  return {
    repositories,
    // An app has a model or two.
    get facts() { return facts ??= factsFromConfig(config, totalSize); },
  };
}
