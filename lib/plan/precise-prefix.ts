import type { PrecisePrefixSpec } from '../spec/precise-prefix';
import type { EndpointPickerConfig, PluginInstance } from '../stack/picker/endpoint-picker-release';
import type { PrecisePrefixSupport } from '../stack/picker/precise-prefix';
import { TOPIC_FILTER } from './kv-events';
import type { KvEventsPlan } from './kv-events-plan';

/** What the index of a picker is told of the engines and of the tokenizer. */
export interface PreciseIndex {
  /** What is stated. */
  readonly spec: PrecisePrefixSpec;
  /** The events of the engines. */
  readonly events: KvEventsPlan;
  /** Tokens in a block of their KV cache. */
  readonly blockSize: number;
  /** The name of the model, by which the tokenizer knows it and the engines send events. */
  readonly servedName: string;
  /** Where the tokenizer answers. */
  readonly tokenizer: string;
}

/**
 * The plugins of the index: what asks for tokens, what tells of pods, and the index itself, whose counts are among the
 * metrics of the picker.
 */
export function indexPlugins(support: PrecisePrefixSupport, index: PreciseIndex): readonly PluginInstance[] {
  const { blockSize, events, servedName, spec: { concurrency = 8, speculative = true }, tokenizer } = index;
  return [
    { type: support.tokens, parameters: { modelName: servedName, vllm: { url: tokenizer } } },
    { type: support.source },
    {
      type: support.producer,
      parameters: {
        tokenProcessorConfig: { blockSizeTokens: blockSize },
        speculativeIndexing: speculative,
        indexerConfig: { kvBlockIndexConfig: { enableMetrics: true } },
        kvEventsConfig: {
          topicFilter: TOPIC_FILTER,
          concurrency,
          discoverPods: true,
          podDiscoveryConfig: {
            socketPort: events.ports[0],
            ...(events.replayPorts.length > 0 && { replaySocketPort: events.replayPorts[0] }),
          },
        },
      },
    },
  ];
}

/** The source of the index, in the configuration. */
export function indexSources({ producer, source }: PrecisePrefixSupport): EndpointPickerConfig['dataLayer'] {
  return { sources: [{ pluginRef: source, extractors: [{ pluginRef: producer }] }] };
}

/** The plugin, told of the index if it reads one and the user does not say which. */
export function reading(support: PrecisePrefixSupport, plugin: PluginInstance): PluginInstance {
  const { parameter, producer, readers } = support;
  return readers.includes(plugin.type) && !Object.hasOwn(plugin.parameters ?? {}, parameter)
    ? { ...plugin, parameters: { ...plugin.parameters, [parameter]: producer } }
    : plugin;
}
