import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'yaml';
import { checkPlan, EndpointPickerSpec, InferenceSpec, istio, planInference, Release } from '../../lib';
import { pluginTable } from '../../lib/rules/report/picker-page';
import { picker0100 } from '../../lib/stack/picker/v0-10-0';
import type { EndpointPickerConfig } from '../../lib/stack/picker/endpoint-picker-release';
import { Manifest, manifestsOf, only, podOf } from '../manifests';
import { specWith } from '../valid-spec';
import { anyProfiles } from './any-profiles';
import { cases } from './picker-verdicts.json';

const withPicker = (endpointPicker: unknown, change: Partial<InferenceSpec> = {}) =>
  specWith({ ...change, endpointPicker });
const with03 = { release: Release.ROUTER_0_3, gateway: istio('1.28') } as const;

function configOf(spec: InferenceSpec): EndpointPickerConfig {
  return parse(only(manifestsOf(spec), 'ConfigMap', 'llama-epp').data['endpoint-picker.yaml']) as EndpointPickerConfig;
}

function errors(spec: InferenceSpec): string[] {
  return checkPlan(planInference('llama', spec))
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, field, cause, fix }) => `${rule} ${field}: ${cause}; ${fix}`);
}

const refs = (config: EndpointPickerConfig, role: string) =>
  config.schedulingProfiles.find(({ name }) => name === role)!.plugins;

describe('a profile', () => {
  test('has the filter of its role, what is stated, and of the rest what the release has', () => {
    const config = configOf(withPicker({
      profiles: {
        decode: {
          scorers: [
            { type: 'kv-cache-utilization-scorer', weight: 2 },
            { type: 'active-request-scorer', parameters: { idleThreshold: 4 } },
          ],
        },
      },
    }));
    expect(refs(config, 'decode')).toEqual([
      { pluginRef: 'decode-filter' },
      { pluginRef: 'kv-cache-utilization-scorer', weight: 2 },
      { pluginRef: 'active-request-scorer' },
      { pluginRef: 'max-score-picker' },
    ]);
    expect(refs(config, 'prefill')).toEqual(picker0100.config.schedulingProfiles[0].plugins);
    expect(config.plugins).toContainEqual({ type: 'active-request-scorer', parameters: { idleThreshold: 4 } });
  });

  test('with other parameters for a plugin than the other profile has a plugin of its own', () => {
    const latency = (ttftWeight: number) =>
      ({ scorers: [{ type: 'latency-scorer', parameters: { ttftWeight, tpotWeight: 1 - ttftWeight } }] });
    const config = configOf(withPicker({ profiles: { prefill: latency(1), decode: latency(0) } }));
    expect(refs(config, 'prefill')).toContainEqual({ pluginRef: 'latency-scorer' });
    expect(refs(config, 'decode')).toContainEqual({ pluginRef: 'latency-scorer-decode' });
    expect(config.plugins).toContainEqual({
      name: 'latency-scorer-decode', type: 'latency-scorer', parameters: { ttftWeight: 0, tpotWeight: 1 },
    });
  });

  test('that needs no producer leaves none, so that two pickers may serve', () => {
    const byMetrics = { filters: [], scorers: [{ type: 'queue-scorer' }, { type: 'kv-cache-utilization-scorer' }] };
    const spec = withPicker({ replicas: 2, profiles: { prefill: byMetrics, decode: byMetrics } });
    expect(configOf(spec).plugins.map(({ type }) => type).filter(type => type.endsWith('producer'))).toEqual([]);
    expect(errors(spec)).toEqual([]);
  });

  test('that makes the picker count its own requests forbids a second picker, listed or not', () => {
    const alone = (scorer: string) =>
      errors(withPicker({ replicas: 2, profiles: Object.fromEntries(['prefill', 'decode'].map(role =>
        [role, { filters: [], scorers: [{ type: scorer }] }])) }));
    expect(alone('queue-scorer')).toEqual([]);
    expect(alone('token-load-scorer')[0]).toContain('inflight-load-producer');
    expect(alone('prefix-cache-scorer')[0]).toContain('approx-prefix-cache-producer');
  });
});

describe('a profile of pods that do all', () => {
  const { prefill: _, ...aggregated } = specWith({
    endpointPicker: { profiles: { decode: { filters: [], scorers: [{ type: 'queue-scorer', weight: 2 }] } } },
  });

  test('is that of decode', () => {
    const [profile] = configOf(aggregated).schedulingProfiles;
    expect(profile).toEqual({
      name: 'default',
      plugins: [
        { pluginRef: 'decode-filter' }, { pluginRef: 'queue-scorer', weight: 2 }, { pluginRef: 'max-score-picker' },
      ],
    });
  });

  test('has neither a prefill profile nor a decider', () => {
    const endpointPicker: EndpointPickerSpec = { decider: 'always', profiles: { prefill: {} } };
    expect(errors({ ...aggregated, endpointPicker }).map(line => line.slice(0, 5))).toEqual(['PD795', 'PD795']);
  });
});

describe('a plugin', () => {
  test('that the release lacks is an error that names the one that is meant', () => {
    expect(errors(withPicker({ profiles: { decode: { scorers: [{ type: 'active-requests-scorer' }] } } })))
      .toEqual([
        expect.stringMatching(/^PD785 endpointPicker\.profiles\.decode\.scorers\[0\]\.type: .*'active-request-scorer'/),
      ]);
    expect(errors(withPicker({ profiles: { decode: { scorers: [{ type: 'token-load-scorer' }] } } }, with03))[0])
      .toContain('the endpoint picker of ROUTER_0_3 has no plugin \'token-load-scorer\'');
  });

  test('reads no parameter of another one', () => {
    const [found] = errors(withPicker({
      profiles: { decode: { scorers: [{ type: 'active-request-scorer', parameters: { idleTreshold: 1 } }] } },
    }));
    expect(found).toContain('PD787');
    expect(found).toContain('perhaps `idleThreshold` is meant');
  });

  test('keeps what is stated where the library would derive it', () => {
    const { plugins } = configOf(withPicker({
      prefillThroughput: 10_000,
      plugins: [{ type: 'approx-prefix-cache-producer', parameters: { lruCapacityPerServer: 82_000 } }],
      profiles: { prefill: { filters: [
        { type: 'prefix-cache-affinity-filter', parameters: { maxTTFTPenaltyMs: 5000 } },
      ] } },
    }));
    expect(plugins).toContainEqual({
      type: 'approx-prefix-cache-producer',
      parameters: { maxPrefixTokensToMatch: 131_072, lruCapacityPerServer: 82_000, blockSizeTokens: 128 },
    });
    expect(plugins).toContainEqual({
      type: 'prefix-cache-affinity-filter', parameters: { maxTTFTPenaltyMs: 5000, peakPrefillThroughput: 10_000 },
    });
  });

  test('of the stage alpha is told, and its flag is set', () => {
    const spec = withPicker({ profiles: { decode: { scorers: [{ type: 'session-affinity-scorer' }] } } });
    expect(checkPlan(planInference('llama', spec)).map(({ rule }) => rule)).toContain('PD790');
    const [container] = (podOf(manifestsOf(spec), 'epp').spec as Manifest).containers;
    expect(container.args).toContain('--allow-experimental-plugins=true');
  });
});

describe('the decider', () => {
  test('by uncached tokens takes the place of the other one, and reads the cache of the decode pod', () => {
    const { plugins } = configOf(withPicker({ decider: { nonCachedTokens: 512 } }));
    expect(plugins).toContainEqual({ type: 'prefix-based-pd-decider', parameters: { nonCachedTokens: 512 } });
    expect(plugins).toContainEqual({
      type: 'disagg-profile-handler', parameters: { deciders: { prefill: 'prefix-based-pd-decider' } },
    });
    expect(plugins.map(({ type }) => type)).not.toContain('always-disagg-pd-decider');
  });

  test('by tokens is an error where the picker counts none', () => {
    expect(errors(withPicker({ decider: { nonCachedTokens: 512 } }, with03))[0]).toContain('PD788');
  });
});

describe('queues', () => {
  test('are in the configuration with their gate, policies and detector', () => {
    const config = configOf(withPicker({
      flowControl: {
        requestTtlSeconds: 90,
        maxBytes: '2Gi',
        detector: { type: 'concurrency-detector', parameters: { maxConcurrency: 132 } },
        bands: [{ priority: 100, maxRequests: 500, fairness: 'round-robin-fairness-policy' }, { priority: -10 }],
      },
    }));
    expect(config.featureGates).toEqual(['flowControl']);
    expect(config.flowControl).toEqual({
      maxBytes: '2Gi',
      defaultRequestTTL: '90s',
      saturationDetector: { pluginRef: 'concurrency-detector' },
      priorityBands: [
        { priority: 100, maxRequests: '500', fairnessPolicyRef: 'round-robin-fairness-policy' }, { priority: -10 },
      ],
    });
    expect(config.plugins).toEqual(expect.arrayContaining([
      { type: 'round-robin-fairness-policy' },
      { type: 'concurrency-detector', parameters: { maxConcurrency: 132 } },
    ]));
  });

  test.each<[string, EndpointPickerSpec, Partial<InferenceSpec>, string]>([
    ['of a picker without flow control', { flowControl: {} }, with03, 'PD791'],
    ['of one priority twice', { flowControl: { bands: [{ priority: 1 }, { priority: 1 }] } }, {}, 'PD792'],
    ['that the picker\'s memory does not hold', { flowControl: { maxBytes: '8Gi' } }, {}, 'PD793'],
    ['of no amount', { flowControl: { maxBytes: 'many' } }, {}, 'PD793'],
  ])('%s are an error', (_, endpointPicker, change, rule) => {
    expect(errors(withPicker(endpointPicker, change))[0]).toContain(rule);
  });
});

describe('the loader of llm-d-router v0.10.0', () => {
  test('refuses what the rules find an error in, and takes all else', () => {
    const disagree = cases.filter(({ endpointPicker, refused }) => {
      // It ignores a share of more than 1 and takes its default: an error here, since it is not what was stated.
      const found = errors(withPicker(endpointPicker)).filter(line => !line.includes('maxBusyScore'));
      return (found.length > 0) !== (refused !== undefined);
    });
    expect(disagree).toEqual([]);
    expect(cases.filter(({ refused }) => refused !== undefined).length).toBeGreaterThan(20);
    expect(cases.filter(({ refused }) => refused === undefined).length).toBeGreaterThan(50);
  });
});

test('whatever is stated, every name in the configuration is that of one plugin in its list', () => {
  fc.assert(fc.property(anyProfiles, (endpointPicker) => {
    const { config } = planInference('llama', withPicker(endpointPicker)).endpointPicker.release;
    const names = config.plugins.map(({ name, type }) => name ?? type);
    expect(new Set(names).size).toBe(names.length);
    const { saturationDetector, priorityBands = [] } = config.flowControl ?? {};
    const named = [
      ...config.schedulingProfiles.flatMap(({ plugins }) => plugins.map(({ pluginRef }) => pluginRef)),
      ...(saturationDetector ? [saturationDetector.pluginRef] : []),
      ...priorityBands.flatMap(({ fairnessPolicyRef, orderingPolicyRef }) =>
        [fairnessPolicyRef, orderingPolicyRef].filter(name => name !== undefined)),
    ];
    expect(named.filter(name => !names.includes(name))).toEqual([]);
  }));
});

test('docs/endpoint-picker.md has the plugins of every known picker: `npm run docs` writes them', () => {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'endpoint-picker.md'), 'utf8');
  expect(page.split('## Plugins by version of the picker\n\n')[1]).toBe(pluginTable());
});
