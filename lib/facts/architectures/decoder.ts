import type { Dimensions } from './dimensions';
import type { HubConfig } from './hub-config';
import { ParameterCount, sum, times, vocabulary } from './parameter-count';

/**
 * A model whose layers are all alike.
 *
 * @param tiedByDefault whether embeddings and last layer are one matrix where `tie_word_embeddings` is left out
 */
export function decoder(
  config: HubConfig, size: Dimensions, layer: ParameterCount, tiedByDefault = false,
): ParameterCount {
  const tied = config.flag('tie_word_embeddings', tiedByDefault);
  return sum(vocabulary(size.vocabulary, size.hidden, tied), times(size.layers, layer));
}
