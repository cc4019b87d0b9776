import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { claim } from '../../lib/model-sources/claim';
import { hub } from '../../lib/model-sources/hub';
import { ModelSource } from '../../lib/model-sources/source';
import { modelSources, sourceOf, sourceOfUri } from '../../lib/model-sources/sources';
import { planInference } from '../../lib/plan/plan-inference';
import { poolOf } from '../../lib/plan/pools';
import { InferenceSpec } from '../../lib';
import { Manifest, manifestsOf, podOf } from '../manifests';
import { validSpec } from '../valid-spec';

const lib = join(__dirname, '..', '..', 'lib');
const token = { secretName: 'hub', key: 'key' };
const cache = '/cache';

describe.each(modelSources.map(source => [source.name, source] as const))('the source %s', (name, source) => {
  test('is found by its name and by a URI of its scheme', () => {
    expect([sourceOf({ source: name }), sourceOfUri(source.uri.example)]).toEqual([source, source]);
  });

  test('allows its own example of a URI, which has its scheme', () => {
    expect(source.uri.allows(source.uri.example)).toBe(true);
    expect(source.uri.example.startsWith(`${source.scheme}://`)).toBe(true);
  });

  test('answers every question about its example', () => {
    const asked = { revision: 'v1', offline: true, token };
    const { example } = source.uri;
    const answers: Partial<Record<keyof ModelSource, unknown>> = {
      ...source,
      // A source whose models are downloaded says nothing of a storage.
      storageOf: source.storageOf(example) ?? 'the cache',
      servedNameOf: source.servedNameOf(example),
      repositoryOf: source.repositoryOf(example, cache),
      podLabels: source.podLabels(asked), identityServers: source.identityServers(asked),
      downloadPorts: source.downloadPorts(asked),
      // A source that does not say which model it is has no key.
      factsKeyOf: String(source.factsKeyOf(source.uri.example)),
      hintsOf: source.hintsOf(source.repositoryOf(example, cache)),
      flags: source.flags(asked), env: source.env(asked, '/cache'), homeEnv: source.homeEnv('/home'),
      volumes: source.volumes(asked), volumeMounts: source.volumeMounts(asked),
    };
    const asFunctionOrNothing = Object.entries(answers).filter(([, answer]) => (
      answer === undefined || answer === '' || typeof answer === 'function'
    ));
    expect(asFunctionOrNothing).toEqual([]);
    expect(Object.values(source.uri).filter(answer => answer === undefined || answer === '')).toEqual([]);
  });

  test('mounts the volumes that it adds, and no other', () => {
    const asked = { offline: false, token, credential: { type: 'secret', secretName: 'bucket' } } as const;
    const added = source.volumes(asked).map(volume => volume.name);
    expect(source.volumeMounts(asked).map(mount => mount.name)).toEqual(added);
  });

  test('its progress is a global expression, so that the last place in a log is found', () => {
    expect(source.progress?.flags ?? 'g').toContain('g');
  });
});

describe('the Hugging Face Hub', () => {
  test('vLLM is told owner and model, by which the facts are known too', () => {
    const uri = 'hf://openai/gpt-oss-120b';
    expect([hub.repositoryOf(uri, cache), hub.factsKeyOf(uri)]).toEqual(['openai/gpt-oss-120b', 'openai/gpt-oss-120b']);
  });

  test('a revision is a flag of vLLM', () => {
    expect(hub.flags({ revision: 'abc', offline: false })).toEqual({ '--revision': 'abc' });
  });

  test('the token is a file that only the engine reads, never a variable', () => {
    const model = { offline: false, token };
    expect(hub.env(model, '/cache')).toEqual({
      HF_HUB_CACHE: '/cache', HF_TOKEN_PATH: '/var/run/secrets/huggingface/token',
    });
    const secret = { secretName: 'hub', defaultMode: 0o440, items: [{ key: 'key', path: 'token' }] };
    expect(hub.volumes(model)).toEqual([{ name: 'huggingface-token', secret }]);
    const mountPath = '/var/run/secrets/huggingface';
    expect(hub.volumeMounts(model)).toEqual([{ name: 'huggingface-token', mountPath, readOnly: true }]);
  });

  test('without a token there is no volume, and the download is anonymous', () => {
    const model = { offline: false };
    expect([hub.volumes(model), hub.volumeMounts(model)]).toEqual([[], []]);
    expect(Object.keys(hub.env(model, '/cache'))).toEqual(['HF_HUB_CACHE']);
  });

  test('a full cache is not asked for again', () => {
    expect(hub.env({ offline: true }, '/cache')).toEqual({ HF_HUB_CACHE: '/cache', HF_HUB_OFFLINE: '1' });
  });

  test.each([
    ['hf://openai/gpt-oss-120b', true], ['hf://Qwen3', false], ['hf://a/b/c', false], ['hf://a/b--c', false],
    ['hf://a/b..c', false], ['hf://a/.b', false], [`hf://a/${'b'.repeat(97)}`, false],
  ])('%s is one of its URIs: %s', (uri, allowed) => {
    expect(hub.uri.allows(uri)).toBe(allowed);
  });
});

test('a plan names the source of its model and stays plain data', () => {
  const { model } = poolOf(planInference('llama', validSpec), 'decode');
  expect(model.source).toBe('hub');
  expect(JSON.parse(JSON.stringify(model))).toEqual(model);
});

test('a URI of no known scheme is planned, so that the rule about URIs can refuse it', () => {
  const uri = 'ftp://bucket/model' as 'hf://bucket/model';
  expect(sourceOfUri(uri)).toBeUndefined();
  const plan = planInference('llama', { ...validSpec, model: { uri } });
  expect(plan.pools.map(({ model }) => model.repository)).toEqual([uri, uri]);
});

test('a name that no source has is an error that lists those that exist', () => {
  const names = modelSources.map(source => source.name).join(', ');
  expect(names).toContain('hub, claim');
  expect(() => sourceOf({ source: 'tape' })).toThrow(`there is no model source 'tape'; there are: ${names}`);
});

test('nothing outside of lib/model-sources/ knows the words of a source', () => {
  // lib/stack/ lists every variable of vLLM.
  const words = new RegExp([
    'HF_(HUB|TOKEN|HOME)', 'HUGGING_FACE', 'secrets/huggingface', '/\\^hf:', 'runai_streamer',
    'AWS_(ACCESS|REGION|ENDPOINT)', 'AZURE_STORAGE', '\'pvc:', 'huggingface-token',
  ].join('|'));
  const files = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'));
  const outside = files.filter(name => !/^(model-sources|stack)\//.test(name));
  expect(outside.filter(name => words.test(readFileSync(join(lib, name), 'utf8')))).toEqual([]);
});

describe.each([
  ['pvc://models/llama', true], ['pvc://models', false], ['pvc://Models/llama', false], ['pvc://models/../x', false],
  ['pvc://models/a//b', false], ['file:///mnt/llama', true], ['file://mnt/llama', false], ['file:///a/../b', false],
  ['s3://models/llama', true], ['s3://models/llama/', true], ['s3://models', false], ['s3://Mo/llama', false],
  ['gs://models/a/b', true], ['gs://models/', false], ['az://models/a', true], ['az://mo_dels/a', false],
  ['oci://registry.internal/llama:1', true], ['oci://registry.internal:5000/a/b:1#models', true],
  [`oci://registry.internal/a@sha256:${'0'.repeat(64)}`, true], ['oci://registry.internal/llama', false],
  ['oci://llama:1', false], ['oci://registry.internal/Llama:1', false], ['oci://registry.internal/a:1#../x', false],
])('the URI %s', (uri, allowed) => {
  test(`is one of its source: ${allowed}`, () => {
    expect(sourceOfUri(uri)?.uri.allows(uri)).toBe(allowed);
  });
});

describe('an image that the pods mount', () => {
  const [reference, mirrored] = ['registry.internal/models/llama:1', 'mirror.internal/models/llama:1'] as const;
  const digest = `sha256:${'a'.repeat(64)}`;
  const { modelCache: _, ...rest } = validSpec;
  const spec: InferenceSpec = {
    ...rest, model: { uri: `oci://${reference}#models`, like: 'openai/gpt-oss-120b' }, kubernetes: '1.35',
    images: { mirrors: { 'registry.internal': 'mirror.internal' }, digests: { [reference]: digest } },
  };

  test('is a volume of its name at the mirror with the digest, and the engine loads the folder in it', () => {
    const { spec: pod } = podOf(manifestsOf(spec), 'decode');
    expect(pod.volumes[0]).toEqual({
      name: 'model-cache', image: { reference: `${mirrored}@${digest}`, pullPolicy: 'IfNotPresent' },
    });
    expect(pod.containers[0]!.volumeMounts![0]).toMatchObject({ mountPath: '/model-cache', readOnly: true });
    expect(pod.containers[0]!.args!.slice(0, 2)).toEqual(['/model-cache/models', '--served-model-name=llama']);
  });

  test('needs no way out, and its verification mounts it too', () => {
    const manifests = manifestsOf({ ...spec, operations: { verification: { benchmark: {} } } });
    expect(manifests.filter(({ metadata: { name } }) => name.includes('model-download'))).toEqual([]);
    const bench = manifests.find(({ kind, metadata: { name } }) => kind === 'Job' && name.includes('bench'))!;
    expect(bench.spec.template.spec.volumes).toContainEqual(
      { name: 'model-cache', image: { reference: `${mirrored}@${digest}`, pullPolicy: 'IfNotPresent' } });
  });
});

describe('a folder that the pods mount', () => {
  const uri = 'pvc://models/meta-llama/Llama-3.1-8B-Instruct';
  const model = { ...validSpec.model, uri } as const;

  test('is named by its path in the claim, is known by its end, and is called by its last folder', () => {
    expect([claim.repositoryOf(uri, cache), claim.factsKeyOf(uri), claim.servedNameOf(uri)]).toEqual([
      '/cache/meta-llama/Llama-3.1-8B-Instruct', 'meta-llama/Llama-3.1-8B-Instruct', 'Llama-3.1-8B-Instruct',
    ]);
  });

  test('is mounted to be read, with no object made, no token, no download and no way out', () => {
    const { modelCache: _, ...spec } = { ...validSpec, model };
    const manifests = manifestsOf(spec);
    const { spec: pod } = podOf(manifests, 'decode');
    expect(pod.volumes[0]).toEqual({ name: 'model-cache', persistentVolumeClaim: { claimName: 'models' } });
    expect(pod.containers[0]!.volumeMounts![0]).toEqual({
      name: 'model-cache', mountPath: '/model-cache', readOnly: true,
    });
    expect(pod.containers[0]!.args!.slice(0, 2)).toEqual([
      '/model-cache/meta-llama/Llama-3.1-8B-Instruct', '--served-model-name=Llama-3.1-8B-Instruct',
    ]);
    const kinds = manifests.map(({ kind, metadata: { name } }) => `${kind} ${name}`);
    expect(kinds.filter(name => /PersistentVolumeClaim|model-download/.test(name))).toEqual([]);
  });

  test('of the nodes is a hostPath, which only the level privileged admits', () => {
    const { modelCache: _, ...spec } = { ...validSpec, model: { uri: 'file:///mnt/gpt-oss' } } as const;
    const manifests = manifestsOf(spec);
    expect(podOf(manifests, 'prefill').spec.volumes[0]).toEqual({
      name: 'model-cache', hostPath: { path: '/mnt/gpt-oss', type: 'Directory' },
    });
    const [namespace] = manifests.filter(({ kind }) => kind === 'Namespace');
    expect(namespace!.metadata.labels!['pod-security.kubernetes.io/enforce']).toBe('privileged');
  });
});

describe('a bucket', () => {
  const { modelCache: _, ...spec } = validSpec;
  const bucket = (model: object) => manifestsOf({ ...spec, model } as InferenceSpec);
  const engine = (manifests: Manifest[]) => podOf(manifests, 'decode').spec.containers[0]!;

  test('is streamed: the loader\'s flag, no volume for weights, its last folder as the name', () => {
    const uri = 's3://models/openai/gpt-oss-120b';
    const manifests = bucket({ uri, credential: { type: 'anonymous' } });
    expect(engine(manifests).args).toEqual(expect.arrayContaining([
      uri, '--served-model-name=gpt-oss-120b', '--load-format=runai_streamer',
    ]));
    expect(podOf(manifests, 'decode').spec.volumes.map(({ name }: Manifest) => name)).toEqual(['home', 'shm']);
  });

  test('of another store than Amazon\'s is asked at its endpoint, whose port the policies open', () => {
    const endpoint = 'https://minio.internal:9000';
    const manifests = bucket({
      uri: 's3://models/openai/gpt-oss-120b', endpoint, credential: { type: 'secret', secretName: 'minio' },
    });
    expect(engine(manifests).env).toEqual(expect.arrayContaining([
      { name: 'AWS_ENDPOINT_URL', value: endpoint },
      { name: 'AWS_ACCESS_KEY_ID', valueFrom: { secretKeyRef: { name: 'minio', key: 'AWS_ACCESS_KEY_ID' } } },
    ]));
    const [policy] = manifests.filter(({ metadata }) => metadata.name === 'llama-model-download');
    expect(JSON.stringify(policy!.spec)).toContain('"port":9000');
  });

  test('knows the ServiceAccounts by an annotation, or the pods by a label, as its cloud does', () => {
    const annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/models' };
    const amazon = bucket({
      uri: 's3://models/openai/gpt-oss-120b', credential: { type: 'workloadIdentity', annotations },
    });
    const accounts = amazon.filter(({ kind }) => kind === 'ServiceAccount')
      .filter(({ metadata: { name } }) => /-(prefill|decode)$/.test(name));
    expect(accounts.map(({ metadata }) => metadata.annotations)).toEqual([annotations, annotations]);
    const azure = bucket({
      uri: 'az://models/openai/gpt-oss-120b', account: 'acme', credential: { type: 'workloadIdentity' },
    });
    expect(podOf(azure, 'decode').metadata.labels!['azure.workload.identity/use']).toBe('true');
  });
});

test('two deployments share a claim: neither makes it', () => {
  const modelCache = { type: 'existingClaim', claimName: 'models', path: 'hub', filled: true } as const;
  const manifests = manifestsOf({ ...validSpec, modelCache });
  expect(manifests.filter(({ kind }) => kind === 'PersistentVolumeClaim')).toEqual([]);
  const { containers, volumes } = podOf(manifests, 'prefill').spec;
  expect([volumes[0], containers[0]!.volumeMounts![0]]).toEqual([
    { name: 'model-cache', persistentVolumeClaim: { claimName: 'models' } },
    { name: 'model-cache', mountPath: '/model-cache', subPath: 'hub' },
  ]);
});

test('a mirror of the Hub is asked on its own port', () => {
  const model = { ...validSpec.model, endpoint: 'http://mirror.internal:8080' } as const;
  const manifests = manifestsOf({ ...validSpec, model });
  const [policy] = manifests.filter(({ metadata }) => metadata.name === 'llama-model-download');
  expect(JSON.stringify(policy!.spec)).toContain('"port":8080');
});
