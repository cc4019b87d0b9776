import { ApiObject, Chart, YamlOutputType } from 'cdk8s';
import { App, DecodePool, InferencePool, istio, planInference, poolOf, PrefillPool } from '../../lib';
import { Finding } from '../../lib/rules/language/finding';
import { SynthError } from '../../lib/synth/synth-error';
import { temporaryFolder } from '../folder';
import { specWith } from '../valid-spec';

type Size = 16 | 32 | 64 | 128;
const modelCache = { name: 'model-cache', emptyDir: {} };

/** The plan of a deployment with blocks of a size. */
const planned = (blockSize: Size, name = 'llama', gateway = istio('1.30')) =>
  planInference(name, specWith({ engine: { blockSize }, gateway }));

/** What an app of constructs used alone is refused for. */
function refusals(make: (chart: (id: string, namespace?: string) => Chart) => void, text = false): Finding[] {
  const app = new App({ outdir: temporaryFolder(), yamlOutputType: YamlOutputType.FILE_PER_CHART });
  make((id, namespace = 'team-a') => new Chart(app, id, { namespace, disableResourceNameHashes: true }));
  try {
    if (text) app.synthYaml();
    else app.synth();
    return [];
  } catch (error) {
    return [...(error as SynthError).findings];
  }
}

const prefill = (chart: Chart, size: Size, name?: string) =>
  new PrefillPool(chart, 'prefill', { plan: poolOf(planned(size, name), 'prefill'), modelCache });
const decode = (chart: Chart, size: Size, name?: string) =>
  new DecodePool(chart, 'decode', { plan: poolOf(planned(size, name), 'decode'), modelCache });

test.each([true, false])(
  'a pool of prefill and decode with blocks of unequal size is refused (as a text: %s)',
  (text) => {
    const found = refusals((chart) => {
      const mine = chart('mine');
      new InferencePool(mine, 'pool', { plan: planned(128).inferencePool });
      prefill(mine, 64);
      decode(mine, 128);
    }, text);
    expect(found).toEqual([
      expect.objectContaining({
        rule: 'PD301',
        severity: 'error',
        deployment: 'mine',
        field: 'Deployment/llama-decode container vllm --block-size',
        cause:
          'has blocks of 128 tokens and Deployment/llama-prefill of 64, both in InferencePool/llama: vLLM '
          + '0.27.1 answers with status 200 and wrong text, vLLM 0.11 fails',
      }),
    ]);
  },
);

test(
  'so it is in the other direction, in the other group of InferencePools, over two charts, and with vLLM\'s '
  + 'default of 16',
  () => {
    const causes = refusals((chart) => {
      new InferencePool(chart('pool'), 'pool', { plan: planned(128, 'llama', istio('1.27')).inferencePool });
      prefill(chart('one'), 128);
      const { engine: _, ...rest } = poolOf(planned(128), 'decode');
      new DecodePool(chart('two'), 'decode', { plan: { ...rest, engine: {} }, modelCache });
    });
    expect(causes.map(({ deployment, cause }) => `${deployment} ${cause}`)).toEqual([
      'two has blocks of 16 tokens and Deployment/llama-prefill of 128, both in InferencePool/llama: every '
      + 'request fails with status 500',
    ]);
  },
);

test('and without a pool, where the label of the model is the same', () => {
  const found = refusals((chart) => {
    prefill(chart('one'), 64);
    decode(chart('two'), 128);
  });
  expect(found.map(({ rule, cause }) => `${rule} ${cause}`)).toEqual([
    expect.stringMatching(/^PD301 .* both in the label llm-d\.ai\/model=llama: /),
  ]);
});

test('the last of several values counts, as in vLLM, and a value may stand apart', () => {
  const found = (...extraArgs: string[]) => refusals((chart) => {
    const mine = chart('mine');
    prefill(mine, 128);
    new DecodePool(mine, 'decode', { plan: { ...poolOf(planned(128), 'decode'), extraArgs }, modelCache });
  }).map(({ rule }) => rule);
  expect([found('--block-size', '64'), found('--block_size=64', '--block-size=128')]).toEqual([['PD301'], []]);
});

test.each<[string, Parameters<typeof refusals>[0]]>([
  ['equal sizes', (chart) => {
    prefill(chart('one'), 64);
    decode(chart('two'), 64);
  }],
  ['other models of other sizes in the namespace', (chart) => {
    for (const [name, size] of [['llama', 64], ['qwen', 128]] as const) {
      const own = chart(name);
      new InferencePool(own, 'pool', { plan: planned(size, name).inferencePool });
      prefill(own, size, name);
      decode(own, size, name);
    }
  }],
  ['the same names in another namespace', (chart) => {
    prefill(chart('one'), 64);
    decode(chart('two', 'team-b'), 128);
  }],
  ['pods of one role alone', (chart) => {
    decode(chart('one'), 64);
    new DecodePool(chart('two'), 'decode', { plan: { ...poolOf(planned(128), 'decode'), name: 'more' }, modelCache });
  }],
  ['Deployments of something else', (chart) => {
    decode(chart('one'), 64);
    const labels = { 'llm-d.ai/role': 'prefill', 'llm-d.ai/model': 'llama' };
    const deployment = (name: string, container: object, own: object) =>
      new ApiObject(chart(name), name, {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        spec: {
          selector: { matchLabels: own },
          template: { metadata: { labels: own }, spec: { containers: [container] } },
        },
      });
    deployment('other-container', { name: 'proxy', image: 'a:1', args: ['--block-size=128'] }, labels);
    deployment(
      'other-role',
      { name: 'vllm', image: 'a:1', args: ['--block-size=128'] },
      { ...labels, 'llm-d.ai/role': 'encode' },
    );
  }],
])('%s are not refused', (_what, make) => {
  expect(refusals(make)).toEqual([]);
});
