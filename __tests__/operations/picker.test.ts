import { parse } from 'yaml';
import { checkPlan, EndpointPickerSpec, InferenceSpec, istio, planInference, Release } from '../../lib';
import { deploymentOf, Manifest, manifestsOf, only, podOf } from '../manifests';
import { specWith, validSpec } from '../valid-spec';

const with03 = { release: Release.ROUTER_0_3, gateway: istio('1.28') } as const;
const withPicker = (endpointPicker: EndpointPickerSpec, change: Partial<InferenceSpec> = {}) =>
  specWith({ ...change, endpointPicker });
const found = (spec: InferenceSpec) =>
  checkPlan(planInference('llama', spec)).map(({ rule, field }) => `${rule} ${field}`);

function parametersOf(spec: InferenceSpec, plugin: string): object | undefined {
  const text = only(manifestsOf(spec), 'ConfigMap', 'llama-epp').data['endpoint-picker.yaml'] as string;
  const { plugins } = parse(text) as { plugins: { type: string; parameters?: object }[] };
  return plugins.find(({ type }) => type === plugin)?.parameters;
}

describe('what the picker is told of the pods', () => {
  test.each([[{}, 128], [{ engine: { blockSize: 64 as const } }, 64]])(
    'the engines\' block size: %j is %d', (change, blockSizeTokens) => {
      expect(parametersOf(specWith(change), 'approx-prefix-cache-producer')).toEqual({
        maxPrefixTokensToMatch: 131_072, blockSizeTokens,
      });
    });

  test('no throughput that nobody measured, and a cached prefix is worth no more than the first token may take', () => {
    expect(parametersOf(validSpec, 'prefix-cache-affinity-filter')).toEqual({ maxTTFTPenaltyMs: 2500 });
    const monitoring = { namespace: 'monitoring', objectives: { firstTokenSeconds: 5 } } as const;
    expect(parametersOf(specWith({ operations: { monitoring } }), 'prefix-cache-affinity-filter'))
      .toEqual({ maxTTFTPenaltyMs: 5000 });
  });

  test('a throughput that was measured', () => {
    const stated = withPicker({ prefillThroughput: 41_000, prefixWaitMilliseconds: 500 });
    expect(parametersOf(stated, 'prefix-cache-affinity-filter'))
      .toEqual({ peakPrefillThroughput: 41_000, maxTTFTPenaltyMs: 500 });
    expect(found(stated)).toEqual([]);
  });

  test('a release whose picker asks for neither has its configuration unchanged, and a statement is a warning', () => {
    const config = only(manifestsOf(specWith(with03)), 'ConfigMap', 'llama-epp').data['endpoint-picker.yaml'];
    expect(parse(config as string)).toEqual(Release.ROUTER_0_3.endpointPicker.config);
    const stated = withPicker({ prefillThroughput: 41_000, prefixWaitMilliseconds: 1000 }, with03);
    expect(found(stated).filter(line => line.startsWith('PD435'))).toEqual([
      'PD435 endpointPicker.prefillThroughput', 'PD435 endpointPicker.prefixWaitMilliseconds',
    ]);
  });
});

describe('another configuration is another pod', () => {
  const name = 'llm-d.ai/configuration-digest';
  const digestOf = (spec: InferenceSpec, part: 'decode' | 'epp' = 'epp') =>
    podOf(manifestsOf(spec), part).metadata.annotations?.[name] as string | undefined;
  const first = digestOf(validSpec);

  test('of the picker', () => {
    expect(first).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(digestOf(validSpec)).toBe(first);
    expect(digestOf(withPicker({ prefixWaitMilliseconds: 500 }))).not.toBe(first);
  });

  test('and not for a change of anything else', () => {
    expect(digestOf(specWith({ decode: { ...validSpec.decode, replicas: 7 } }))).toBe(first);
  });

  test('of engines that read one, with the annotations of the user', () => {
    const store = (memory: string): InferenceSpec => specWith({
      decode: {
        ...validSpec.decode, memory: '128Gi', pod: { annotations: { team: 'search' } },
        offloading: { type: 'mooncake-store', master: 'mooncake-master.mooncake:50051', memory },
      },
    });
    expect(podOf(manifestsOf(store('20Gi')), 'decode').metadata.annotations)
      .toEqual({ team: 'search', [name]: expect.stringMatching(/^sha256:/) });
    expect(digestOf(store('20Gi'), 'decode')).not.toBe(digestOf(store('30Gi'), 'decode'));
    expect(digestOf(validSpec, 'decode')).toBeUndefined();
  });
});

describe('where the picker runs', () => {
  const pod = (spec: InferenceSpec) => podOf(manifestsOf(spec), 'epp').spec as Manifest;
  const leaves = (seconds: number) => ['not-ready', 'unreachable'].map(state => ({
    key: `node.kubernetes.io/${state}`, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: seconds,
  }));

  test('it is replaced ten seconds after its node is lost, not after five minutes', () => {
    expect(pod(validSpec).tolerations).toEqual(leaves(10));
    expect(pod(withPicker({ unreachableSeconds: 60 })).tolerations).toEqual(leaves(60));
  });

  test('nodes, priority and tolerations are the user\'s', () => {
    const own = { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' } as const;
    const { nodeSelector, priorityClassName, tolerations } = pod(withPicker({
      pod: {
        nodeSelector: { pool: 'system' }, priorityClassName: 'high',
        tolerations: [{ key: 'system', operator: 'Exists' }, own],
      },
    }));
    expect([nodeSelector, priorityClassName]).toEqual([{ pool: 'system' }, 'high']);
    expect(tolerations).toEqual([{ key: 'system', operator: 'Exists' }, own, leaves(10)[0]]);
  });
});

describe('more than one picker', () => {
  test('on different nodes, with a budget, where the picker knows nothing that the other does not', () => {
    const spec = withPicker({ replicas: 2 }, with03);
    const manifests = manifestsOf({ ...spec, waive: { PD433: 'a test', PD503: 'a test' } });
    const { replicas, template } = deploymentOf(manifests, 'epp').spec;
    expect(replicas).toBe(2);
    const [constraint] = template.spec.topologySpreadConstraints as Manifest[];
    expect(constraint).toMatchObject({
      topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: { inferencepool: 'llama-epp' } },
    });
    expect(only(manifests, 'PodDisruptionBudget', 'llama-epp').spec)
      .toMatchObject({ maxUnavailable: 1, selector: { matchLabels: { inferencepool: 'llama-epp' } } });
    expect(found(spec).filter(line => line.startsWith('PD436'))).toEqual([]);
  });

  test('is refused where plugins count what one picker sent, by name', () => {
    const [finding] = checkPlan(planInference('llama', withPicker({ replicas: 2 })));
    expect(finding).toMatchObject({ rule: 'PD436', severity: 'error', field: 'endpointPicker.replicas' });
    expect(finding!.cause).toContain('approx-prefix-cache-producer, inflight-load-producer, active-request-scorer');
  });

  test('one has no budget, which could only keep its node from being drained', () => {
    const budgets = manifestsOf(validSpec).filter(({ kind }) => kind === 'PodDisruptionBudget');
    expect(budgets.map(({ metadata }) => metadata.name)).toEqual(['llama-prefill', 'llama-decode']);
  });
});

test('the routing proxy asks a prefill pod again that answers 502 to 504, where it can', () => {
  const args = (spec: InferenceSpec) => podOf(manifestsOf(spec), 'decode').spec.initContainers[0].args as string[];
  expect(args(validSpec)).toContain('--prefill-max-retries=2');
  expect(args(specWith(with03)).join(' ')).not.toContain('retries');
});
