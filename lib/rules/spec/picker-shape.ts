import type {
  EndpointPickerSpec, FilterSpec, PickerPluginSpec, ProfileSpec, ScorerSpec, UncachedTokensDecider,
} from '../../spec/endpoint-picker';
import type { FlowControlSpec, PriorityBandSpec } from '../../spec/flow-control';
import type { PrecisePrefixSpec, TokenizerSpec } from '../../spec/precise-prefix';
import {
  anyOf, boolean, data, Fields, list, map, number, object, oneOf, optional, orFalse, string, wholeNumber,
} from '../../schema/shape';

// Which types and parameters there are depends on the release: PD785 to PD787.
const plugin = { type: string, name: optional(string), parameters: optional(map(data)) };

const profile = object<ProfileSpec>({
  filters: optional(list(object<FilterSpec>(plugin))),
  scorers: optional(list(object<ScorerSpec>({ ...plugin, weight: optional(number) }))),
  picker: optional(object<NonNullable<ProfileSpec['picker']>>(plugin)),
});

const port = wholeNumber(1024, 65_535);

/** The fields of `endpointPicker` that say what its plugins do. */
export const pickerPlugins: Pick<
  Fields<EndpointPickerSpec>, 'profiles' | 'decider' | 'plugins' | 'flowControl' | 'precisePrefix'
> = {
  profiles: optional(object<NonNullable<EndpointPickerSpec['profiles']>>({
    prefill: optional(profile), decode: optional(profile),
  })),
  decider: optional(anyOf(
    '\'always\' or { nonCachedTokens }',
    oneOf('always'),
    object<UncachedTokensDecider>({
      nonCachedTokens: wholeNumber(1, 1_000_000_000), promptTokens: optional(wholeNumber(0, 1_000_000_000)),
    }),
  )),
  plugins: optional(list(object<PickerPluginSpec>(plugin))),
  precisePrefix: optional(object<PrecisePrefixSpec>({
    port: optional(port),
    replayPort: optional(orFalse(port)),
    speculative: optional(boolean),
    concurrency: optional(wholeNumber(1, 1024)),
    tokenizer: optional(object<TokenizerSpec>({ replicas: optional(wholeNumber(1, 1000)) })),
  })),
  flowControl: optional(object<FlowControlSpec>({
    bands: optional(list(object<PriorityBandSpec>({
      priority: wholeNumber(-2_147_483_648, 2_147_483_647),
      maxBytes: optional(string),
      maxRequests: optional(wholeNumber(1, 1_000_000_000)),
      fairness: optional(string),
      ordering: optional(string),
    }))),
    requestTtlSeconds: optional(wholeNumber(1, 86_400)),
    maxBytes: optional(string),
    maxRequests: optional(wholeNumber(1, 1_000_000_000)),
    detector: optional(object<NonNullable<FlowControlSpec['detector']>>(plugin)),
    eviction: optional(boolean),
  })),
};
