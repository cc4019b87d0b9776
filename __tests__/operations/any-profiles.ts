import fc from 'fast-check';
import type { EndpointPickerSpec } from '../../lib';
import { picker0100 } from '../../lib/stack/picker/v0-10-0';
import type { ParameterFacts, PluginFacts, PluginKind } from '../../lib/stack/picker/plugins/plugin-facts';

const known: Readonly<Record<string, PluginFacts>> = picker0100.known.plugins;

/** Types of one kind whose parameters can be drawn by what is known of them. */
function types(kind: PluginKind): readonly string[] {
  return Object.keys(known).filter(type => known[type]!.kind === kind && !without.includes(type));
}

// These take parameters that depend on each other, or on a server beside the picker.
const without = [
  'by-label', 'by-label-selector', 'label-selector-filter', 'endpoint-attribute-filter', 'utilization-filter',
  'endpoint-attribute-scorer', 'header-label-affinity-scorer', 'precise-prefix-cache-scorer',
  'topology-affinity-filter', 'program-aware-fairness', 'latency-scorer',
  'slo-headroom-tier-filter', 'mm-embeddings-cache-scorer',
  'topology-affinity-scorer', 'context-length-aware', 'header-based-testing-filter',
];

const plugin = (kind: PluginKind): fc.Arbitrary<{ readonly type: string; readonly parameters?: object }> =>
  fc.constantFrom(...types(kind).filter(type => !type.startsWith('multicluster'))).chain((type) => {
    const { parameters } = known[type]!;
    if (parameters === 'unread') return fc.constant({ type });
    const drawn = Object.entries(parameters)
      .filter(([name, { type: value }]) => value !== 'data' && !name.endsWith('ProducerName') && name !== 'strategy')
      .map(([name, facts]) => [name, valueOf(facts)] as const);
    return fc.record(Object.fromEntries(drawn), { requiredKeys: [], noNullPrototype: true })
      .map(all => Object.keys(all).length === 0 ? { type } : { type, parameters: all });
  });

/** Within the bounds, on them, and now and then beyond. */
function valueOf({ type, words, least, above, most }: ParameterFacts): fc.Arbitrary<unknown> {
  if (words) return fc.constantFrom<unknown>(...words);
  if (type === 'boolean') return fc.boolean();
  if (type === 'duration') return fc.constantFrom('60s', '200ms');
  if (type === 'text') return fc.constantFrom('x-own', 'default');
  const bounds = [least, most].filter(bound => bound !== undefined);
  const inside = (above ?? least ?? 0) + (most === undefined ? 1 : (most - (above ?? least ?? 0)) / 2);
  const beyond = most === undefined ? [] : [most + 1];
  return fc.constantFrom(type === 'integer' ? Math.ceil(inside) : inside, ...bounds, ...beyond);
}

const profile = fc.record({
  filters: fc.uniqueArray(plugin('filter'), { maxLength: 2, selector: ({ type }) => type }),
  scorers: fc.uniqueArray(
    fc.tuple(plugin('scorer'), fc.constantFrom(undefined, 0, 1, 2.5)).map(([drawn, weight]) =>
      weight === undefined ? drawn : { ...drawn, weight }),
    { maxLength: 3, selector: ({ type }) => type }),
  picker: plugin('picker'),
}, { requiredKeys: [], noNullPrototype: true });

const band = (priority: number) => fc.record({
  priority: fc.constant(priority),
  maxRequests: fc.integer({ min: 1, max: 5000 }),
  maxBytes: fc.constantFrom('1Gi', '500M'),
  fairness: fc.constantFrom(...types('fairness policy')),
  ordering: fc.constantFrom(...types('ordering policy')),
}, { requiredKeys: ['priority'], noNullPrototype: true });

/** What a spec may say of the plugins of llm-d-router v0.10.0: most of it valid, some beyond the bounds. */
export const anyProfiles = fc.record({
  profiles: fc.record({ prefill: profile, decode: profile }, { requiredKeys: [], noNullPrototype: true }),
  decider: fc.constantFrom('always', { nonCachedTokens: 16 }, { nonCachedTokens: 512, promptTokens: 1000 }),
  flowControl: fc.record({
    bands: fc.subarray([100, 0, -10]).chain(all => fc.tuple(...all.map(band))),
    requestTtlSeconds: fc.integer({ min: 1, max: 3600 }),
    maxBytes: fc.constantFrom('2Gi', '1G'),
    maxRequests: fc.integer({ min: 1, max: 100_000 }),
    detector: plugin('detector'),
    eviction: fc.boolean(),
  }, { requiredKeys: [], noNullPrototype: true }),
}, { requiredKeys: [], noNullPrototype: true }) as unknown as fc.Arbitrary<EndpointPickerSpec>;
