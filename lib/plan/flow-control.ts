import type { FlowControlSpec } from '../spec/flow-control';
import type { FlowControlConfig, PluginInstance } from '../stack/picker/endpoint-picker-release';

/** `flowControl` of the picker's configuration. */
export function flowControlConfig(spec: FlowControlSpec | undefined): FlowControlConfig | undefined {
  if (spec === undefined) return undefined;
  const { bands = [], detector, eviction, maxBytes, maxRequests, requestTtlSeconds } = spec;
  return {
    ...(maxBytes !== undefined && { maxBytes }),
    ...(maxRequests !== undefined && { maxRequests: String(maxRequests) }),
    ...(requestTtlSeconds !== undefined && { defaultRequestTTL: `${requestTtlSeconds}s` }),
    ...(detector && { saturationDetector: { pluginRef: detector.name ?? detector.type } }),
    ...(bands.length > 0 && {
      priorityBands: bands.map(band => ({
        priority: band.priority,
        ...(band.maxBytes !== undefined && { maxBytes: band.maxBytes }),
        ...(band.maxRequests !== undefined && { maxRequests: String(band.maxRequests) }),
        ...(band.fairness && { fairnessPolicyRef: band.fairness }),
        ...(band.ordering && { orderingPolicyRef: band.ordering }),
      })),
    }),
    ...(eviction && { enableEviction: true }),
  };
}

/** The plugins that the queues name: the configuration must list each. */
export function flowControlPlugins(spec: FlowControlSpec | undefined): readonly PluginInstance[] {
  const { bands = [], detector } = spec ?? {};
  const policies = bands.flatMap(({ fairness, ordering }) => [fairness, ordering].filter(type => type !== undefined));
  return [...[...new Set(policies)].map(type => ({ type })), ...(detector ? [detector] : [])];
}
