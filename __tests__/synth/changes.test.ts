import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, Chart, YamlOutputType } from 'cdk8s';
import { App, DisaggregatedInference, InferenceSpec, istio, Release } from '../../lib';
import { Finding } from '../../lib/rules/language/finding';
import { SynthError } from '../../lib/synth/synth-error';
import { contents, temporaryFolder } from '../folder';
import { specWith, validSpec } from '../valid-spec';

const file = (outdir: string) => join(outdir, 'llama.k8s.yaml');

/** The errors of a synth over what is in the folder; without one the folder is written. */
function errors(outdir: string, spec: InferenceSpec, yamlOutputType = YamlOutputType.FILE_PER_CHART): Finding[] {
  const app = new App({ outdir, yamlOutputType });
  new DisaggregatedInference(app, 'llama', spec);
  return synthErrors(app);
}

function synthErrors(app: App): Finding[] {
  try {
    app.synth();
    return [];
  } catch (error) {
    return [...(error as SynthError).findings];
  }
}

function folderWith(spec: InferenceSpec, type?: YamlOutputType): string {
  const outdir = join(temporaryFolder(), 'dist');
  expect(errors(outdir, spec, type)).toEqual([]);
  return outdir;
}

function edit(outdir: string, from: string, to: string): void {
  const text = readFileSync(file(outdir), 'utf8');
  expect(text.includes(from)).toBe(true);
  writeFileSync(file(outdir), text.replace(from, to));
}

const said: string[] = [];
beforeEach(() => {
  said.length = 0;
  jest.spyOn(process.stderr, 'write').mockImplementation(text => Boolean(said.push(String(text))));
});
afterEach(() => jest.restoreAllMocks());

const claim = (size: `${number}Gi`, storageClassName?: string): InferenceSpec => specWith({
  modelCache: { type: 'persistentVolumeClaim', size, ...(storageClassName !== undefined && { storageClassName }) },
});

describe('a field that the API server does not change in place is refused', () => {
  test.each<[string, InferenceSpec, InferenceSpec, string, RegExp, RegExp]>([
    [
      'a smaller claim', claim('400Gi'), claim('200Gi'), 'modelCache.size',
      /^`spec.resources.requests.storage` of PersistentVolumeClaim\/llama-model-cache was '400Gi' in the last synth and is '200Gi'/,
      /^set `modelCache.size` to '400Gi' or more. .*`kubectl delete persistentvolumeclaim llama-model-cache -n team-a`/,
    ],
    [
      'another storage class', claim('400Gi', 'nfs'), claim('400Gi', 'cephfs'), 'modelCache.storageClassName',
      /was 'nfs' in the last synth and is 'cephfs'/, /^set `modelCache.storageClassName` to 'nfs'\. /,
    ],
    [
      'a storage class where none was named', claim('400Gi'), claim('400Gi', 'cephfs'), 'modelCache.storageClassName',
      /was not set in the last synth and is 'cephfs'/, /^keep what it was\. /,
    ],
  ])('%s', (_what, before, after, field, cause, fix) => {
    const outdir = folderWith(before);
    const was = contents(outdir);
    expect(errors(outdir, after)).toEqual([
      expect.objectContaining({
        rule: 'PD517', severity: 'error', field, cause: expect.stringMatching(cause), fix: expect.stringMatching(fix),
      }),
    ]);
    expect(contents(outdir)).toEqual(was);
  });

  test.each<[string, string, string, string]>([
    [
      'access modes of a claim', '- ReadWriteMany', '- ReadWriteOnce',
      'PersistentVolumeClaim/llama-model-cache spec.accessModes',
    ],
    [
      'the selector of a Deployment', '  replicas: 4\n  selector:\n    matchLabels:\n',
      '  replicas: 4\n  selector:\n    matchLabels:\n      app: old\n', 'Deployment/llama-decode spec.selector',
    ],
    [
      'a role reference', '  kind: Role\n  name: llama-epp', '  kind: ClusterRole\n  name: llama-epp',
      'RoleBinding/llama-epp roleRef',
    ],
  ])('%s', (_what, now, before, field) => {
    const spec = claim('400Gi');
    const outdir = folderWith(spec);
    edit(outdir, now, before);
    expect(errors(outdir, spec).map(found => `${found.rule} ${found.field}`)).toEqual([`PD517 ${field}`]);
  });

  test('in any chart, by the kind: a Job that nobody deletes first and a ConfigMap that is immutable', () => {
    const outdir = join(temporaryFolder(), 'dist');
    const synth = (text: string, annotations = {}): string[] => {
      const app = new App({ outdir });
      const chart = new Chart(app, 'mine', { namespace: 'team-a' });
      new ApiObject(chart, 'map', {
        apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'notes' }, immutable: true, data: { text },
      });
      const containers = [{ name: 'main', image: 'registry.internal/main:1', args: [text] }];
      new ApiObject(chart, 'job', {
        apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'load', annotations },
        spec: { template: { spec: { restartPolicy: 'Never', containers } } },
      });
      return synthErrors(app).map(({ rule, field }) => `${rule} ${field}`);
    };
    const hook = { 'argocd.argoproj.io/hook': 'PostSync' };
    expect([synth('a'), synth('a'), synth('b'), synth('a', hook), synth('b', hook)]).toEqual([
      [], [], ['PD517 ConfigMap/notes data', 'PD517 Job/load spec.template'], [], ['PD517 ConfigMap/notes data'],
    ]);
  });
});

describe('an object that would be left behind under its old name is refused', () => {
  test.each<[string, Partial<InferenceSpec>, string, RegExp]>([
    [
      'another pool, whose picker is renamed with it', { names: { inferencePool: 'other' } }, 'names.inferencePool',
      /^InferencePool\/llama of the last synth .*; Deployment\/llama-epp and \d+ others would be left behind with it$/,
    ],
    [
      'another Gateway', { names: { gateway: 'other' } }, 'names.gateway',
      /^Gateway\/llama-inference-gateway of the last synth/,
    ],
    [
      'another route', { names: { httpRoute: 'other' } }, 'names.httpRoute',
      /^HTTPRoute\/llama-pd-disaggregation of the last synth/,
    ],
    [
      'another namespace', { namespace: 'team-b' }, 'namespace',
      /in namespace team-a of the last synth is not in this one.*Deployment\/llama-.* and \d+ others would be left behind/,
    ],
  ])('%s', (_what, change, field, cause) => {
    const outdir = folderWith(validSpec);
    const [found, ...others] = errors(outdir, specWith(change));
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      rule: 'PD518', severity: 'error', field, cause: expect.stringMatching(cause) as unknown,
      fix: expect.stringContaining(`set \`${field}\` to what it was. Or `) as unknown,
    });
  });

  test('a pool of another API group, beside what both roles share', () => {
    const outdir = folderWith({ ...validSpec, release: Release.LLM_D_0_3, gateway: istio('1.27') });
    const found = errors(outdir, validSpec).map(({ rule, field }) => `${rule} ${field}`);
    expect(found).toContain('PD518 gateway');
    expect(found).toContain('PD320 release');
  });

  test('and the command that deletes it is in the message', () => {
    const [found] = errors(folderWith(validSpec), specWith({ names: { httpRoute: 'other' } }));
    expect(found!.fix).toContain(
      '`kubectl delete -n team-a httproute.gateway.networking.k8s.io/llama-pd-disaggregation`',
    );
  });

  test.each([YamlOutputType.FILE_PER_APP, YamlOutputType.FILE_PER_RESOURCE])('in files by %s', (type) => {
    const outdir = folderWith(validSpec, type);
    expect(errors(outdir, specWith({ namespace: 'team-b' }), type).map(({ rule }) => rule)).toEqual(['PD518']);
  });
});

describe('nothing is said', () => {
  test.each<[string, InferenceSpec]>([
    ['of a first synth and an unchanged one', validSpec],
    ['of one with everything', specWith({
      names: { inferencePool: 'pool', gateway: 'gateway', httpRoute: 'route' },
      modelCache: { type: 'persistentVolumeClaim', size: '400Gi', storageClassName: 'nfs' },
      operations: { networkPolicies: {}, verification: {} },
    })],
  ])('%s', (_what, spec) => {
    expect(errors(folderWith(spec), spec)).toEqual([]);
    expect(said.join('')).toBe('');
  });

  test.each<[string, InferenceSpec, InferenceSpec]>([
    ['a larger claim', claim('400Gi'), claim('1000Gi')],
    ['a part that is switched on', validSpec, specWith({ operations: { networkPolicies: {} } })],
    ['a part that is switched off', specWith({ operations: { networkPolicies: {} } }), validSpec],
    [
      'one part in the place of another', specWith({ operations: { networkPolicies: {} } }),
      specWith({ operations: { verification: {} } }),
    ],
    ['another cache of pods', claim('400Gi'), specWith({ modelCache: { type: 'emptyDir', size: '400Gi' } })],
  ])('of %s', (_what, before, after) => {
    expect(errors(folderWith(before), after)).toEqual([]);
    expect(said.join('')).not.toMatch(/PD517|PD518/);
  });
});

describe('a waiver is for one change', () => {
  test.each<[string, (size: number) => Partial<InferenceSpec>]>([
    ['PD517', size => ({ modelCache: { type: 'persistentVolumeClaim', size: `${size}Gi` } })],
    ['PD518', size => ({ names: { inferencePool: `pool-${size}` } })],
  ])('of %s: the next one needs another reason', (rule, change) => {
    const waived = (size: number, reason: string) => specWith({ ...change(size), waive: { [rule]: reason } });
    const outdir = folderWith(specWith(change(400)));
    expect(errors(outdir, waived(300, 'deleted first'))).toEqual([]);
    expect(errors(outdir, waived(300, 'deleted first'))).toEqual([]);
    expect(errors(outdir, waived(200, 'deleted first'))).toEqual([
      expect.objectContaining({ rule, fix: expect.stringContaining(`The reason in \`waive.${rule}\` is that of the`) }),
    ]);
    expect(errors(outdir, waived(200, 'deleted again'))).toEqual([]);
  });
});
