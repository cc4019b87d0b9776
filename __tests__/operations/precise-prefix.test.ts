import { parse } from 'yaml';
import { checkPlan, EndpointPickerSpec, InferenceSpec, planInference, Release } from '../../lib';
import type { EndpointPickerConfig } from '../../lib/stack/picker/endpoint-picker-release';
import { deploymentOf, Manifest, manifestsOf, only, podOf } from '../manifests';
import { specWith, validSpec } from '../valid-spec';

const precise = (precisePrefix: object = {}, change: object = {}, picker: EndpointPickerSpec = {}) => specWith({
  model: { uri: 'hf://openai/gpt-oss-120b' }, ...change, endpointPicker: { precisePrefix, ...picker },
});

function configOf(spec: InferenceSpec): EndpointPickerConfig {
  return parse(only(manifestsOf(spec), 'ConfigMap', 'llama-epp').data['endpoint-picker.yaml']) as EndpointPickerConfig;
}

function plugin(spec: InferenceSpec, type: string): Manifest | undefined {
  return configOf(spec).plugins.find(each => each.type === type)?.parameters;
}

function eventsOf(spec: InferenceSpec, role: 'prefill' | 'decode'): Manifest {
  const { args } = podOf(manifestsOf(spec), role).spec.containers[0] as { args: string[] };
  const prefix = '--kv-events-config=';
  return JSON.parse(args.find(arg => arg.startsWith(prefix))!.slice(prefix.length)) as Manifest;
}

const found = (spec: InferenceSpec) =>
  checkPlan(planInference('llama', spec)).map(({ rule, field }) => `${rule} ${field}`);

describe('engines and picker mean the same events', () => {
  test.each(['prefill', 'decode'] as const)('the ports of %s pods are those that the picker dials', (role) => {
    const spec = precise({ port: 6001, replayPort: 6002 });
    expect(eventsOf(spec, role)).toMatchObject({
      enable_kv_cache_events: true, publisher: 'zmq', endpoint: 'tcp://*:6001', replay_endpoint: 'tcp://*:6002',
    });
    const { kvEventsConfig } = plugin(spec, 'precise-prefix-cache-producer')!;
    expect(kvEventsConfig.podDiscoveryConfig).toEqual({ socketPort: 6001, replaySocketPort: 6002 });
  });

  test('without a replay neither side has its port', () => {
    const spec = precise({ replayPort: false });
    expect(eventsOf(spec, 'decode')).not.toHaveProperty('replay_endpoint');
    expect(plugin(spec, 'precise-prefix-cache-producer')!.kvEventsConfig.podDiscoveryConfig)
      .toEqual({ socketPort: 5556 });
  });

  test('the topic has the address of the pod, and begins with what the picker asks for', () => {
    const { topic } = eventsOf(precise(), 'decode') as { topic: string };
    expect(topic).toBe('kv@$(POD_IP):8000@openai/gpt-oss-120b');
    const { env } = podOf(manifestsOf(precise()), 'decode').spec.containers[0] as Manifest;
    expect(env).toContainEqual({
      name: 'POD_IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } },
    });
    expect(topic.startsWith(
      plugin(precise(), 'precise-prefix-cache-producer')!.kvEventsConfig.topicFilter as string)).toBe(true);
  });

  test('a block is as long as one of the engines', () => {
    const spec = precise({}, { engine: { blockSize: 64 } });
    expect(plugin(spec, 'precise-prefix-cache-producer')!.tokenProcessorConfig).toEqual({ blockSizeTokens: 64 });
  });

  test('policies let the picker read the events, and nobody else', () => {
    const { spec: { ingress } } = only(manifestsOf(precise()), 'NetworkPolicy', 'llama-decode');
    const rules = (ingress as Manifest[]).filter(({ ports }) =>
      (ports as Manifest[]).some(({ port }) => port === 5556));
    expect(rules.map(({ from }) => from as Manifest)).toEqual([
      [{ podSelector: { matchLabels: { inferencepool: 'llama-epp' } } }],
    ]);
  });
});

describe('the index of the picker', () => {
  test('takes the place of the guess, for every plugin that reads one', () => {
    const config = configOf(precise());
    const types = config.plugins.map(({ type }) => type);
    expect(types).toContain('precise-prefix-cache-producer');
    expect(types).not.toContain('approx-prefix-cache-producer');
    for (const type of ['prefix-cache-affinity-filter', 'inflight-load-producer'])
      expect(plugin(precise(), type)).toMatchObject({ prefixMatchInfoProducerName: 'precise-prefix-cache-producer' });
  });

  test('stands beside the guess where a decider counts uncached tokens, which reads that alone', () => {
    const types = configOf(precise({}, {}, { decider: { nonCachedTokens: 512 } })).plugins.map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['approx-prefix-cache-producer', 'precise-prefix-cache-producer']));
  });

  test('hears of pods from a source of its own', () => {
    expect(configOf(precise()).dataLayer).toEqual({
      sources: [{
        pluginRef: 'endpoint-notification-source', extractors: [{ pluginRef: 'precise-prefix-cache-producer' }],
      }],
    });
  });

  test('a parameter that is stated is not derived', () => {
    const spec = precise({}, {}, {
      plugins: [{ type: 'precise-prefix-cache-producer', parameters: { speculativeTTL: '5s' } }],
    });
    expect(plugin(spec, 'precise-prefix-cache-producer')).toMatchObject({
      speculativeTTL: '5s', tokenProcessorConfig: { blockSizeTokens: 128 },
    });
  });
});

describe('the tokenizer', () => {
  test('answers where the picker asks, for the model as it is served', () => {
    const spec = precise({}, { model: { uri: 'hf://openai/gpt-oss-120b', servedName: 'oss' } });
    expect(plugin(spec, 'token-producer')).toEqual({
      modelName: 'oss', vllm: { url: 'http://llama-tokenizer.team-a.svc.cluster.local:8000' },
    });
    const { args, command } = podOf(manifestsOf(spec), 'tokenizer').spec.containers[0] as Manifest;
    expect([...command as string[], ...args as string[]]).toEqual([
      'vllm', 'launch', 'render', 'openai/gpt-oss-120b', '--served-model-name=oss', '--port=8000',
    ]);
    expect(only(manifestsOf(spec), 'Service', 'llama-tokenizer').spec.ports).toEqual([
      { name: 'http', port: 8000, targetPort: 'http', protocol: 'TCP' },
    ]);
  });

  test('has the flags of the engines that change tokens, and no others', () => {
    const { decode, prefill } = precise();
    const extraArgs = ['--seed', '1', '--tokenizer_mode', 'slow', '--trust-remote-code'];
    const { args } = podOf(manifestsOf(precise({}, {
      prefill: { ...prefill, extraArgs }, decode: { ...decode, extraArgs },
    })), 'tokenizer').spec.containers[0] as { args: string[] };
    expect(args.slice(3)).toEqual(['--tokenizer_mode', 'slow', '--trust-remote-code']);
  });

  test('has no GPU, the image of the engines\' version for CPUs, and no label of a pool', () => {
    const manifests = manifestsOf(precise({ tokenizer: { replicas: 5 } }));
    const { replicas, template } = deploymentOf(manifests, 'tokenizer').spec;
    const [container] = template.spec.containers as Manifest[];
    expect(replicas).toBe(5);
    expect(container!.image).toBe('docker.io/vllm/vllm-openai-cpu:v0.27.1');
    expect(Object.keys(container!.resources.limits as object)).not.toContain('nvidia.com/gpu');
    expect(template.metadata.labels).not.toHaveProperty('llm-d.ai/model');
  });

  test('is left out with the index', () => {
    expect(manifestsOf(specWith({})).filter(({ metadata: { name } }) => name === 'llama-tokenizer')).toEqual([]);
  });
});

test('two listeners of an engine on one port are refused, with a port that is free', () => {
  const findings = checkPlan(planInference('llama', precise({ port: 8000 })));
  expect(findings.filter(({ field }) => field === 'endpointPicker.precisePrefix.port').map(({ fix }) => fix))
    .toEqual(expect.arrayContaining(['set it to 5557']));
});

test('the flag of the events belongs to the field', () => {
  const { decode } = precise();
  expect(found(precise({}, { decode: { ...decode, extraArgs: ['--kv-events-config={}'] } })))
    .toContain('PD102 decode.extraArgs[0]');
});

test('of a release whose picker reads no events it is refused', () => {
  expect(found(precise({}, { release: Release.ROUTER_0_3 })).filter(line => /^PD79/.test(line)))
    .toEqual(['PD796 endpointPicker.precisePrefix', 'PD797 endpointPicker.precisePrefix']);
});

test('ports that two listeners share are said once, and the port that is proposed is free for all ranks', () => {
  const spec = precise({ port: 5600 }, {
    model: { uri: 'hf://deepseek-ai/DeepSeek-V3' }, decode: { ...validSpec.decode, parallelism: { data: 8 } },
  });
  const said = checkPlan(planInference('llama', spec)).filter(({ field, rule }) =>
    rule === 'PD314' && field === 'endpointPicker.precisePrefix.port');
  // Prefill pods have one rank.
  expect(said.map(({ cause, fix }) => `${cause}. ${fix}`)).toEqual([
    'the side channel and KV events of prefill pods both listen on 5600. set it to 5557',
    'the side channel and KV events of decode pods both listen on 5600 and on 7 more ports. set it to 5557',
  ]);
});
