import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, App as StockApp, JsonPatch } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import * as library from '../lib';
import type { InferenceSpec, OverrideSpec, PatchOperation } from '../lib';
import type { RenderedObject } from '../lib/rules/language/rendered-object';
import { SynthError } from '../lib/synth/synth-error';
import { temporaryFolder } from './folder';
import { PairSpec, validSpec } from './valid-spec';

const { App, DisaggregatedInference } = library;

const of = (kind: string, name: string, ...patch: PatchOperation[]): OverrideSpec => ({ kind, name, patch });
const decode = (...patch: PatchOperation[]) => of('Deployment', 'llama-decode', ...patch);
const route = (...patch: PatchOperation[]) => of('HTTPRoute', 'llama-pd-disaggregation', ...patch);
const pod = '/spec/template/spec';

interface Outcome {
  readonly found: readonly string[];
  readonly said: string;
  readonly text: string;
}

function outcome(change: (deployment: library.DisaggregatedInference) => void, spec = validSpec): Outcome {
  const outdir = join(temporaryFolder(), 'dist');
  const said: string[] = [];
  const spy = jest.spyOn(process.stderr, 'write').mockImplementation(text => Boolean(said.push(String(text))));
  try {
    const app = new App({ outdir });
    change(new DisaggregatedInference(app, 'llama', spec));
    app.synth();
    return { found: [], said: said.join(''), text: readFileSync(join(outdir, 'llama.k8s.yaml'), 'utf8') };
  } catch (error) {
    const findings = (error as SynthError).findings.filter(({ severity }) => severity === 'error');
    return { found: findings.map(({ cause, field, rule }) => `${rule} ${field}: ${cause}`), said: '', text: '' };
  } finally {
    spy.mockRestore();
  }
}

const overridden = (overrides: readonly OverrideSpec[], waive: InferenceSpec['waive'] = {}) =>
  outcome(() => undefined, { ...validSpec, overrides, waive });

describe('an override', () => {
  test('of a ConfigMap that pods read replaces the pods', () => {
    const digest = /llm-d\.ai\/configuration-digest: (sha256:\S{64})/;
    const { found, text } = overridden([
      of('ConfigMap', 'llama-epp', { op: 'replace', path: '/data/endpoint-picker.yaml', value: 'plugins: []' }),
    ]);
    expect(found).toEqual([]);
    expect(digest.exec(text)![1]).not.toBe(digest.exec(overridden([]).text)![1]);
  });

  test('is in what is written, and what only the schema judges is said once', () => {
    const { found, said, text } = overridden([
      route({ op: 'add', path: '/spec/hostnames', value: ['llm.example.com'] }),
      decode({ op: 'add', path: `${pod}/setHostnameAsFQDN`, value: true }),
    ]);
    expect(found).toEqual([]);
    expect(text).toContain('  hostnames:\n    - llm.example.com\n');
    expect(text.match(/setHostnameAsFQDN: true/g)).toHaveLength(1);
    expect(said.match(/\] PD748:/g)).toHaveLength(1);
    expect(said).toContain(
      'only the schema of the kind judges HTTPRoute/llama-pd-disaggregation spec.hostnames[0], '
      + 'Deployment/llama-decode spec.template.spec.setHostnameAsFQDN.',
    );
  });

  test('that is waived says nothing, and one that labels says nothing either', () => {
    const hosts = route({ op: 'add', path: '/spec/hostnames', value: ['llm.example.com'] });
    expect(overridden([hosts], { PD748: 'the name is in our DNS' })).toMatchObject({ found: [], said: '' });
    const label = decode({ op: 'add', path: '/metadata/labels/team', value: 'a' });
    expect(overridden([label])).toMatchObject({ found: [], said: '' });
  });

  test('follows on those before it', () => {
    const { found, text } = overridden([
      route({ op: 'add', path: '/spec/hostnames', value: ['a.example.com'] }),
      route(
        { op: 'test', path: '/spec/hostnames/0', value: 'a.example.com' },
        { op: 'add', path: '/spec/hostnames/-', value: 'b.example.com' },
        { op: 'copy', from: '/spec/hostnames/0', path: '/spec/hostnames/1' },
        { op: 'move', from: '/spec/hostnames/2', path: '/spec/hostnames/0' },
        { op: 'remove', path: '/spec/hostnames/2' },
      ),
    ]);
    expect(found).toEqual([]);
    expect(text).toContain('  hostnames:\n    - b.example.com\n    - a.example.com\n');
  });

  test.each<[string, OverrideSpec, RegExp]>([
    [
      'an object that is not there', of('Deployment', 'llama-decod', { op: 'remove', path: '/spec' }),
      /^PD746 overrides\[0\]: the deployment has no Deployment\/llama-decod; .*llama-epp, llama-prefill, llama-decode$/,
    ],
    [
      'a kind that is not there', of('Deploymnt', 'llama-decode', { op: 'remove', path: '/spec' }),
      /^PD746 .*has no Deploymnt\/llama-decode; its kinds: /,
    ],
    [
      'the record', of('ConfigMap', 'llama-record', { op: 'add', path: '/metadata/labels/a', value: 'b' }),
      /^PD746 overrides\[0\]: the deployment has no ConfigMap\/llama-record/,
    ],
    [
      'another name', route({ op: 'replace', path: '/metadata/name', value: 'other' }),
      /^PD746 overrides\[0\]: changes `metadata.name`, by which HTTPRoute\/llama-pd-disaggregation is known$/,
    ],
    [
      'the label by which commands find it',
      route({ op: 'remove', path: '/metadata/labels/app.kubernetes.io~1part-of' }),
      /^PD746 overrides\[0\]: changes `metadata.labels.app.kubernetes.io\/part-of`/,
    ],
    [
      'a path that is not there', decode({ op: 'replace', path: '/spec/templat/spec/hostNetwork', value: true }),
      /^PD745 overrides\[0\]\.patch\[0\]: Deployment\/llama-decode: .*`\/spec` has no `templat`; it has `template`$/,
    ],
    [
      'a position beyond the end', decode({ op: 'remove', path: `${pod}/containers/7` }),
      /^PD745 .*`\/spec\/template\/spec\/containers` is a list of 1, in which '7' is no position$/,
    ],
    [
      'a test that fails', route({ op: 'test', path: '/spec/parentRefs/0/name', value: 'other' }),
      /^PD745 .*`test \/spec\/parentRefs\/0\/name` cannot be applied: there is 'llama-inference-gateway'$/,
    ],
    [
      'what is so already',
      of('InferencePool', 'llama', { op: 'replace', path: '/spec/targetPorts/0/number', value: 8000 }),
      /^PD745 overrides\[0\]: changes nothing: InferencePool\/llama already is so$/,
    ],
    [
      'a field that the kind does not have', route({ op: 'add', path: '/spec/hostname', value: 'x' }),
      /^PD743 overrides\[0\] HTTPRoute\/llama-pd-disaggregation spec\.hostname: must not be set: the API has no such field/,
    ],
    [
      'a value of another type', decode({ op: 'add', path: `${pod}/hostNetwork`, value: 'yes' }),
      /^PD743 overrides\[0\] Deployment\/llama-decode spec\.template\.spec\.hostNetwork: must be true or false/,
    ],
    [
      'a flag of the engine',
      decode({ op: 'add', path: `${pod}/containers/0/args/-`, value: '--kv-offloading-size=9' }),
      /^PD747 overrides\[0\]: sets `.*containers\[vllm\]\.args\[\d+\]` of .*, for which the spec has `decode.extraArgs`$/,
    ],
    [
      'the image of the engine',
      decode({ op: 'replace', path: `${pod}/containers/0/image`, value: 'registry.internal/v:1' }),
      /^PD747 .*the spec has `release`$/,
    ],
    [
      'the number of pods', decode({ op: 'replace', path: '/spec/replicas', value: 9 }),
      /^PD747 .*the spec has `decode.replicas`$/,
    ],
  ])('of %s is refused with the cause', (_what, override, expected) => {
    const { found } = overridden([override]);
    expect(found).toEqual([expect.stringMatching(expected)]);
  });

  test('is judged by the rules between objects: no pod accepts requests at this port', () => {
    const port = of('InferencePool', 'llama', { op: 'replace', path: '/spec/targetPorts/0/number', value: 8200 });
    expect(overridden([port]).found).toEqual([
      expect.stringMatching(/^PD406 HTTPRoute\/llama-pd-disaggregation: refers to port 8000/),
      expect.stringMatching(/^PD406 InferencePool\/llama: sends requests to port 8200, but pods of .*prefill/),
      expect.stringMatching(/^PD406 InferencePool\/llama: sends requests to port 8200, but pods of .*decode/),
    ]);
  });

  test('of what a field sets is written where it is waived, and other rules still judge it', () => {
    const blocks = (size: number) =>
      decode({ op: 'add', path: `${pod}/containers/0/args/-`, value: `--block-size=${size}` });
    expect(overridden([blocks(128)], { PD747: 'tried, 2026-12' }).text).toContain('- --block-size=128\n');
    expect(overridden([blocks(64)], { PD747: 'tried, 2026-12' }).found).toEqual([
      expect.stringMatching(/^PD301 Deployment\/llama-decode container vllm --block-size/),
    ]);
  });

  test.each<[string, object, string]>([
    ['an operation that there is none of', { patch: [{ op: 'set', path: '/a' }] }, 'patch[0].op'],
    ['a value that it does not take', { patch: [{ op: 'remove', path: '/a', value: 1 }] }, 'patch[0].value'],
    ['a path without a slash', { patch: [{ op: 'remove', path: 'a' }] }, 'patch[0].path'],
    ['a field of another name', { nam: 'b', patch: [] }, 'nam'],
  ])('with %s is not one', (_what, override, field) => {
    const overrides = [{ kind: 'A', name: 'b', ...override }];
    const { found } = outcome(() => undefined, { ...validSpec, overrides } as unknown as PairSpec);
    expect(found.map(line => line.slice(0, line.indexOf(':')))).toContain(`PD701 overrides[0].${field}`);
  });

  test('is judged in cdk8s\'s own App, and written there too', () => {
    const synth = (overrides: readonly OverrideSpec[]): string => {
      const app = new StockApp({ outdir: temporaryFolder() });
      new DisaggregatedInference(app, 'llama', { ...validSpec, overrides });
      return app.synthYaml();
    };
    expect(synth([decode({ op: 'add', path: `${pod}/hostNetwork`, value: true })])).toContain('hostNetwork: true');
    expect(() => synth([route({ op: 'add', path: '/spec/hostname', value: 'x' })])).toThrow('PD743');
  });
});

describe('addJsonPatch', () => {
  const object = (deployment: library.DisaggregatedInference, kind: string, name?: string): ApiObject =>
    deployment.apiObjects.find(found => found.kind === kind && (name === undefined || found.name === name))!;
  const limit = `${pod}/containers/0/resources/limits/nvidia.com~1mig-3g.40gb`;

  test.each<[string, unknown]>([['text', '1'], ['the class of cdk8s-plus', k8s.Quantity.fromString('1')]])(
    'takes a quantity as %s', (_what, value) => {
      const { found, text } = outcome((deployment) => {
        object(deployment, 'Deployment', 'llama-decode').addJsonPatch(JsonPatch.add(limit, value));
      });
      expect(found).toEqual([]);
      expect(text).toMatch(/nvidia\.com\/mig-3g\.40gb: "1"\n/);
    },
  );

  test('of a field that the kind does not have is refused, also where the class would drop it', () => {
    const { found } = outcome(deployment =>
      object(deployment, 'HTTPRoute').addJsonPatch(JsonPatch.add('/spec/hostname', 'x')));
    expect(found).toEqual([
      expect.stringMatching(/^PD743 HTTPRoute\/llama-pd-disaggregation spec\.hostname: must not be set/),
    ]);
  });

  test('of a path that is not there is refused with what there is', () => {
    const { found } = outcome(deployment =>
      object(deployment, 'HTTPRoute').addJsonPatch(JsonPatch.replace('/spec/hostnames/0', 'x')));
    expect(found).toEqual([
      expect.stringMatching(/^PD745 route\/Default: `replace \/spec\/hostnames\/0` .*`\/spec` has no `hostnames`/),
    ]);
  });

  test('works in cdk8s\'s own App, in one chart and in all', () => {
    const app = new StockApp({ outdir: temporaryFolder() });
    const deployment = new DisaggregatedInference(app, 'llama', validSpec);
    object(deployment, 'Deployment', 'llama-decode').addJsonPatch(JsonPatch.add(limit, '1'));
    expect(app.synthYaml()).toContain('nvidia.com/mig-3g.40gb: "1"');
    expect(app.synthYaml()).toContain('nvidia.com/mig-3g.40gb: "1"');
    const json = JSON.stringify(deployment.toJson() as RenderedObject[]);
    expect(json).toContain('"nvidia.com/mig-3g.40gb":"1"');
    // The record has digests of what is written.
    expect(json).toBe(JSON.stringify(deployment.toJson()));
  });
});

describe('docs/overrides.md', () => {
  const page = readFileSync(join(__dirname, '..', 'docs', 'overrides.md'), 'utf8');
  const blocks = [...page.matchAll(/```ts\n([^`]*(?:`[^`\n]+`[^`]*)*?)```/g)].map(([, block]) => block!);

  test.each([
    [0, '    - llm.example.com\n'],
    [1, 'nvidia.com/mig-3g.40gb: "1"\n'],
  ])('block %i runs', (index, expected) => {
    const { outputText } = transpileModule(blocks[index]!, {
      compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 },
    });
    const outdir = temporaryFolder();
    class AppOfPage extends App {
      constructor() {
        super({ outdir });
      }
    }
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the page's own code
    const run = new Function('require', 'exports', outputText) as (
      require: (name: string) => unknown, exports: object,
    ) => void;
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- a module by its name
    const load = (name: string): unknown => require(name);
    run(name => (name === 'cdk8s-llm-d' ? { ...library, App: AppOfPage } : load(name)), {});
    expect(readdirSync(outdir)).toEqual(['my-model.k8s.yaml']);
    expect(readFileSync(join(outdir, 'my-model.k8s.yaml'), 'utf8')).toContain(expected);
  });

  test('has no other block of code', () => {
    expect(blocks).toHaveLength(2);
    expect(page.match(/^```/gm)).toHaveLength(4);
  });
});
