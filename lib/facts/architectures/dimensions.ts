import type { ArchitectureFacts } from './architecture';
import type { HubConfig } from './hub-config';

/** Sizes that most architectures say by the same names. */
export type Dimensions = Pick<ArchitectureFacts, 'headDim' | 'heads' | 'hidden' | 'kvHeads' | 'layers' | 'vocabulary'>;

/** What an architecture takes where its `config.json` leaves a field out. */
export interface DimensionDefaults {
  /** `head_dim`. @default - `hidden_size` divided by the heads, as vLLM and transformers take it */
  readonly headDim?: number;
  /** `num_key_value_heads`; `heads` where every head has its own. @default - it must be there */
  readonly kvHeads?: number | 'heads';
  /** `num_attention_heads`. @default - it must be there */
  readonly heads?: number;
  /** `vocab_size`. @default - it must be there */
  readonly vocabulary?: number;
}

/** Reads them. @throws Error where one is missing and has no default. */
export function dimensions(config: HubConfig, byDefault: DimensionDefaults = {}): Dimensions {
  const hidden = config.count('hidden_size');
  const heads = config.count('num_attention_heads', byDefault.heads);
  return {
    hidden,
    heads,
    kvHeads: config.count('num_key_value_heads', byDefault.kvHeads === 'heads' ? heads : byDefault.kvHeads),
    headDim: config.count('head_dim', byDefault.headDim ?? Math.floor(hidden / heads)),
    layers: config.count('num_hidden_layers'),
    vocabulary: config.count('vocab_size', byDefault.vocabulary),
  };
}
