import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { verificationKinds } from '../../lib/cluster/owned-objects';
import { strictYaml } from '../../lib/cluster/strict-yaml';
import { temporaryFolder } from '../folder';
import { distManifests, Manifest, only, yamlOf } from '../manifests';
import { FakeApiServer, ServedKind } from './fake-api-server';
import { HostedLlmd, Said } from './hosted-llmd';

// A busy machine is slow to start the process that runs the commands.
jest.setTimeout(120_000);

const name = 'llm-d-llama31';

/** The deployment without the token of a gated model, so that `llmd deploy` needs nothing before it. */
const manifests = distManifests(name).map((manifest) => {
  const pod = manifest.kind === 'Deployment' ? manifest.spec.template.spec : {};
  if (pod.volumes) pod.volumes = pod.volumes.filter(({ secret }: Manifest) => secret === undefined);
  return manifest;
});

const served: Record<string, ServedKind[]> = {};
const serve = (apiVersion: string, ...kinds: readonly (string | ServedKind)[]): void => {
  const list = kinds.map(kind =>
    typeof kind === 'string' ? { kind, name: `${kind.toLowerCase().replace(/s$/, '').replace(/y$/, 'ie')}s` } : kind,
  );
  served[apiVersion] = [...served[apiVersion] ?? [], ...list];
};
const kinds = [
  ...verificationKinds,
  ...distManifests(`${name}-next`),
  ...manifests,
  { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject' },
];
for (const kind of new Set(
  kinds.filter(({ kind }) => kind !== 'Namespace').map(({ apiVersion, kind }) => `${apiVersion} ${kind}`),
)) {
  const [apiVersion, called] = kind.split(' ') as [string, string];
  serve(apiVersion, called);
}
serve(
  'v1',
  'Secret',
  'Pod',
  'Endpoints',
  'Event',
  { kind: 'Namespace', name: 'namespaces', namespaced: false },
  { kind: 'Node', name: 'nodes', namespaced: false },
);
serve('apps/v1', 'StatefulSet', 'ReplicaSet');
serve('batch/v1', 'CronJob');
serve('events.k8s.io/v1', 'Event');
serve('coordination.k8s.io/v1', 'Lease');
serve('discovery.k8s.io/v1', 'EndpointSlice');
serve('gateway.networking.k8s.io/v1', { kind: 'GatewayClass', name: 'gatewayclasses', namespaced: false });
serve('gateway.networking.k8s.io/v1alpha2', 'Gateway', 'TCPRoute');
serve('storage.k8s.io/v1', { kind: 'StorageClass', name: 'storageclasses', namespaced: false });
serve('example.org/v1', 'Widget');
serve('metrics.k8s.io/v1beta1', { kind: 'PodMetrics', name: 'pods', verbs: ['get', 'list'] });

let api: FakeApiServer;
let folder: string;
beforeEach(async () => {
  api = new FakeApiServer(served);
  folder = temporaryFolder();
  mkdirSync(join(folder, 'dist'));
  write(manifests);
  writeFileSync(join(folder, 'kubeconfig'), stringify({
    'apiVersion': 'v1', 'kind': 'Config', 'current-context': 'a',
    // The client refuses HTTP without it.
    'clusters': [{ name: 'a', cluster: { 'server': await api.start(), 'insecure-skip-tls-verify': true } }],
    'contexts': [{ name: 'a', context: { cluster: 'a', user: 'a' } }], 'users': [{ name: 'a', user: {} }],
  }));
});
afterEach(() => api.stop());

function write(objects: readonly Manifest[]): void {
  writeFileSync(join(folder, 'dist', `${name}.k8s.yaml`), yamlOf(objects));
}

const host = new HostedLlmd();
afterAll(() => host.stop());
const llmd = (...args: readonly string[]): Promise<Said> =>
  host.run({ args, cwd: folder, env: { KUBECONFIG: join(folder, 'kubeconfig') } });

const withCache = ['destroy', name, '--with-cache', '--yes'];
const object = (apiVersion: string, kind: string, called: string, metadata: object = {}): Manifest =>
  ({ apiVersion, kind, metadata: { name: called, namespace: name, ...metadata } });

/** The deployment, and what Kubernetes and the gateway's controller make for it and put into every namespace. */
function deployed(annotations: object = { 'llm-d.ai/made-by-command': 'deploy' }): void {
  for (const manifest of manifests)
    api.add(
      manifest.kind === 'Namespace' ? { ...manifest, metadata: { ...manifest.metadata, annotations } } : manifest,
    );
  const [service, account] = [
    api.objects.find(({ kind }) => kind === 'Service')!,
    api.objects.find(({ kind }) => kind === 'ServiceAccount')!,
  ];
  const gateway = api.add(object('apps/v1', 'Deployment', 'gateway-istio'), only(api.objects, 'Gateway'));
  api.add(object('v1', 'Pod', 'gateway-istio-1'), api.add(object('apps/v1', 'ReplicaSet', 'gateway-istio'), gateway));
  api.add(object('discovery.k8s.io/v1', 'EndpointSlice', 'a'), service);
  api.add(object('v1', 'Endpoints', service.metadata.name as string));
  api.add(
    object('v1', 'Secret', 'token-of-a-serviceaccount', {
      annotations: { 'kubernetes.io/service-account.uid': account.metadata.uid },
    }),
  );
  for (const [apiVersion, kind, called] of [
    ['v1', 'ServiceAccount', 'default'],
    ['v1', 'ConfigMap', 'kube-root-ca.crt'],
    ['v1', 'ConfigMap', 'istio-ca-root-cert'],
    ['v1', 'Event', 'pulled'],
    ['coordination.k8s.io/v1', 'Lease', 'leader'],
    ['metrics.k8s.io/v1beta1', 'PodMetrics', 'gateway-istio-1'],
  ] as const)
    api.add(object(apiVersion, kind, called));
}

describe('a namespace that `llmd deploy` created', () => {
  beforeEach(() => deployed());

  test('is deleted with --with-cache where only the deployment is in it', async () => {
    const { status, text } = await llmd(...withCache);
    expect({ status, text }).toEqual({ status: 0, text: expect.stringContaining(`  namespace/${name}\n`) });
    expect(api.objects).toEqual([]);
    expect(api.changes.at(-1)).toBe(`DELETE /api/v1/namespaces/${name}`);
  });

  test('stays without --with-cache, and the claim too', async () => {
    const claim = `persistentvolumeclaim/${name}-model-cache`;
    expect(await llmd('destroy', name, '--yes')).toMatchObject({
      status: 0,
      text: expect.stringContaining(`will keep: ${claim} (--with-cache deletes it too)`),
    });
    expect([api.names('Namespace'), api.names('PersistentVolumeClaim'), api.names('Deployment')]).toEqual([
      [name],
      [`${name}-model-cache`],
      [],
    ]);
  });

  test.each<[string, readonly (readonly [string, string, string])[], string]>([
    [
      'a database',
      [
        ['apps/v1', 'StatefulSet', 'postgres-prod'],
        ['v1', 'PersistentVolumeClaim', 'data-postgres-prod-0'],
      ],
      'persistentvolumeclaim/data-postgres-prod-0, statefulset.apps/postgres-prod',
    ],
    ['a custom resource', [['example.org/v1', 'Widget', 'w']], 'widget.example.org/w'],
    [
      'a kind that the preferred version of its group lacks',
      [['gateway.networking.k8s.io/v1alpha2', 'TCPRoute', 't']],
      'tcproute.gateway.networking.k8s.io/t',
    ],
    ['the token of a gated model', [['v1', 'Secret', 'llm-d-hf-token']], 'secret/llm-d-hf-token'],
    ['a bare pod', [['v1', 'Pod', 'debug']], 'pod/debug'],
    ['endpoints of a Service of others', [['v1', 'Endpoints', 'other']], 'endpoints/other'],
  ])('stays with %s, which is named, and what is the deployment\'s goes', async (_, foreign, named) => {
    for (const [apiVersion, kind, called] of foreign) api.add(object(apiVersion, kind, called));
    const { status, text } = await llmd(...withCache);
    expect({ status, text }).toEqual({
      status: 0,
      text: expect.stringContaining(`will keep: namespace/${name}: it contains objects of others: ${named}. Delete`),
    });
    expect(api.changes).not.toContain(`DELETE /api/v1/namespaces/${name}`);
    for (const [, kind, called] of foreign) expect(api.names(kind)).toContain(called);
    expect(api.names('PersistentVolumeClaim')).not.toContain(`${name}-model-cache`);
  });

  test('stays with an object that has an owner elsewhere beside one of the deployment', async () => {
    const shared = api.add(object('v1', 'ConfigMap', 'shared'), only(api.objects, 'Gateway'));
    shared.metadata.ownerReferences.push({ uid: 'another' });
    expect(await llmd(...withCache, '--dry-run')).toMatchObject({
      status: 0,
      text: expect.stringContaining('objects of others: configmap/shared.'),
    });
  });

  test('stays with more objects than are named', async () => {
    for (let index = 10; index < 23; index++) api.add(object('v1', 'ConfigMap', `c-${index}`));
    const named = Array.from({ length: 10 }, (_, index) => `configmap/c-1${index}`).join(', ');
    expect((await llmd(...withCache)).text).toContain(`it contains objects of others: ${named} and 3 more.`);
  });

  test('stays where a kind may not be listed: what is not known may be of others', async () => {
    api.forbidden.add('widgets');
    const unknown
      = /will keep: namespace\/\S+ it may contain objects of others, since some kinds could not be listed: Widget: widgets is forbidden: /;
    expect((await llmd(...withCache)).text).toMatch(unknown);
    expect(api.names('Namespace')).toEqual([name]);
  });

  test('stays with what came into it after the plan was shown', async () => {
    api.onDelete = ({ kind }) => {
      if (kind === 'HTTPRoute') api.add(object('apps/v1', 'StatefulSet', 'late'));
    };
    const { status, text } = await llmd(...withCache);
    expect({ status, text }).toEqual({
      status: 0,
      text: expect.stringContaining('objects of others: statefulset.apps/late'),
    });
    expect([api.names('Namespace'), api.names('StatefulSet')]).toEqual([[name], ['late']]);
  });

  test('is not deleted by the file of another namespace', async () => {
    write(
      manifests.map(manifest =>
        manifest.kind === 'Namespace'
          ? { ...manifest, metadata: { ...manifest.metadata, name: 'production' } }
          : manifest,
      ),
    );
    expect(await llmd(...withCache)).toMatchObject({
      status: 2,
      text: expect.stringContaining(`the Namespace is 'production', the deployment is in '${name}'`),
    });
    expect(api.changes).toEqual([]);
  });
});

describe('a namespace that others created', () => {
  test('stays though nothing but the deployment is in it, and the message has the command that deletes it', async () => {
    deployed({});
    expect(await llmd(...withCache)).toMatchObject({
      status: 0,
      text: expect.stringContaining(
        `will keep: namespace/${name}: \`llmd deploy\` did not create it. \`kubectl delete namespace ${name}\` `
        + 'deletes it',
      ),
    });
    expect([api.names('Namespace'), api.names('Deployment'), api.names('PersistentVolumeClaim')]).toEqual([
      [name],
      [],
      [],
    ]);
  });

  test('stays where the file does not have it', async () => {
    deployed();
    write(manifests.filter(({ kind }) => kind !== 'Namespace'));
    expect(await llmd(...withCache)).toMatchObject({ status: 0 });
    expect(api.names('Namespace')).toEqual([name]);
  });
});

describe('what is the deployment\'s', () => {
  const labels = { 'app.kubernetes.io/managed-by': 'cdk8s-llm-d', 'app.kubernetes.io/part-of': name };
  const deleted = (): readonly string[] =>
    api.changes.filter(change => change.startsWith('DELETE')).map(change => change.split('/').slice(-2).join('/'));

  test('is deleted with the way in first and the record last', async () => {
    deployed();
    await llmd('destroy', name, '--yes');
    expect(deleted().slice(0, 2)).toEqual([
      `httproutes/${name}-pd-disaggregation`,
      expect.stringMatching(/^gatewa.*\/infra-llama31-inference-gateway$/),
    ]);
    expect(deleted().at(-1)).toBe(`configmaps/${name}-record`);
  });

  test('is of the kinds that the record in the cluster lists, though the file has them no longer', async () => {
    write([...manifests, { ...object('example.org/v1', 'Widget', 'own', { labels }), spec: {} }]);
    deployed();
    const [record] = strictYaml(readFileSync(join(folder, 'dist', `${name}.k8s.yaml`), 'utf8'))
      .map(({ value }) => value as Manifest)
      .filter(({ data }) => data?.['record.json'] !== undefined);
    only(api.objects, 'ConfigMap', record!.metadata.name as string).data = record!.data;
    api.add(object('example.org/v1', 'Widget', 'own', { labels }));
    write(manifests);
    await llmd('destroy', name, '--yes');
    expect(api.names('Widget')).toEqual([]);
  });

  test('is found by its labels among all kinds where the cluster has no record, but for what Kubernetes copies them to', async () => {
    deployed();
    api.objects.splice(
      api.objects.findIndex(({ metadata }) => metadata.name === `${name}-record`),
      1,
    );
    for (const [apiVersion, kind] of [
      ['example.org/v1', 'Widget'],
      ['v1', 'Secret'],
      ['v1', 'Endpoints'],
    ] as const)
      api.add(object(apiVersion, kind, 'copied', { labels }));
    api.forbidden.add('cronjobs');
    const { text } = await llmd('destroy', name, '--yes');
    expect(text).toMatch(
      /! there is no ConfigMap\/\S+-record: .*These kinds could not be listed: CronJob: cronjobs is forbidden/,
    );
    expect([
      api.names('Widget'),
      api.names('Secret').includes('copied'),
      api.names('Endpoints').includes('copied'),
    ]).toEqual([[], true, true]);
  });

  test('is not deleted by half where a kind of the file may not be listed', async () => {
    deployed();
    api.forbidden.add('deployments');
    expect(await llmd('destroy', name, '--yes')).toMatchObject({
      status: 1,
      text: expect.stringContaining('deployments is forbidden'),
    });
    expect(api.changes).toEqual([]);
  });
});

describe('without a terminal', () => {
  beforeEach(() => deployed());

  test.each([[[]], [['-o', 'json']], [['--with-cache']]])(
    'destroy %j deletes nothing and says to set --yes',
    async (options) => {
      const { status, text } = await llmd('destroy', name, ...options);
      expect({ status, text }).toEqual({
        status: 2,
        text: expect.stringContaining('set --yes to delete, or --dry-run to see'),
      });
      expect(api.changes).toEqual([]);
    },
  );

  test('--dry-run shows the plan and deletes nothing', async () => {
    expect(await llmd('destroy', name, '--with-cache', '--dry-run')).toMatchObject({
      status: 0,
      text: expect.stringContaining(`  namespace/${name}\n`),
    });
    expect(api.changes).toEqual([]);
  });

  test('a second destroy says that there is nothing', async () => {
    await llmd(...withCache);
    expect(await llmd(...withCache)).toMatchObject({ status: 0, text: `nothing to destroy in namespace ${name}\n` });
  });
});

describe('llmd deploy', () => {
  const cluster = (): void => {
    const allocatable = {
      'cpu': '192',
      'memory': '2000Gi',
      'nvidia.com/gpu': '8',
      'pods': '110',
      'ephemeral-storage': '3000Gi',
    };
    const conditions = [{ type: 'Ready', status: 'True' }];
    for (const called of ['a', 'b'])
      api.add({
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name: called },
        spec: {},
        status: { allocatable, conditions },
      });
    const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' };
    api.add({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'efs', annotations },
      provisioner: 'efs.csi.aws.com',
    });
    api.add({
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: { name: 'istio' },
      spec: { controllerName: 'istio.io/gateway-controller' },
      status: { conditions: [{ type: 'Accepted', status: 'True' }] },
    });
  };

  test.each([
    ['does not exist', false],
    ['exists', true],
  ])('where the namespace %s, marks it or not, and destroy --with-cache leaves it: %s', async (_, exists) => {
    cluster();
    if (exists) api.add({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    const { text } = await llmd('deploy', name, '--timeout', '1');
    expect(text).toContain(`✔ applied dist/${name}.k8s.yaml`);
    // A tenant may not create a namespace, and need not.
    expect(api.changes.includes('POST /api/v1/namespaces')).toBe(!exists);
    await llmd('deploy', name, '--timeout', '1');
    expect(await llmd(...withCache)).toMatchObject({ status: 0 });
    expect(api.names('Namespace')).toEqual(exists ? [name] : []);
  });

  describe('prunes by the record in the cluster', () => {
    const budget = `${name}-prefill`;
    const fewer = manifests.filter(({ kind, metadata }) => kind !== 'PodDisruptionBudget' || metadata.name !== budget);
    const labels = { 'app.kubernetes.io/managed-by': 'cdk8s-llm-d', 'app.kubernetes.io/part-of': name };
    const widget = (called: string, more: object = {}): Manifest => ({
      ...object('example.org/v1', 'Widget', called, { labels, ...more }),
    });
    const recordOf = (): Manifest => only(api.objects, 'ConfigMap', `${name}-record`);
    const deploy = async (objects: readonly Manifest[]): Promise<string> => {
      write(objects);
      return (await llmd('deploy', name, '--timeout', '1')).text;
    };

    beforeEach(cluster);

    test('what it lists and the file has not, of whatever kind, and nothing else', async () => {
      await deploy([...manifests, widget('own')]);
      for (const other of [object('v1', 'ConfigMap', 'of-others'), widget('labelled-by-hand')]) api.add(other);
      const text = await deploy(fewer);
      expect(text).toMatch(
        new RegExp(
          `poddisruptionbudget\\.policy/${budget} is no longer in dist/[^]*widget\\.example\\.org/own is no `
          + 'longer in [^]*pruned 2 objects',
        ),
      );
      expect([api.names('PodDisruptionBudget'), api.names('Widget')]).toEqual([
        [`${name}-decode`],
        ['labelled-by-hand'],
      ]);
      expect(api.names('ConfigMap')).toContain('of-others');
      expect(recordOf().data).toEqual({
        'record.json': expect.not.stringContaining(`"PodDisruptionBudget","namespace":"${name}","name":"${budget}"`),
      });
      expect(await deploy(fewer)).toContain('nothing to prune');
    });

    test('but not what has become another deployment\'s, or has an owner by now', async () => {
      await deploy([...manifests, widget('taken'), widget('owned')]);
      only(api.objects, 'Widget', 'taken').metadata.labels = { ...labels, 'app.kubernetes.io/part-of': 'another' };
      only(api.objects, 'Widget', 'owned').metadata.ownerReferences = [{ uid: 'x' }];
      expect(await deploy(manifests)).toContain('nothing to prune');
      expect(api.names('Widget')).toEqual(['taken', 'owned']);
    });

    test('but no claim: the record goes on listing it, and destroy shows it', async () => {
      const claim = object('v1', 'PersistentVolumeClaim', 'own', { labels });
      await deploy([...manifests, { ...claim, spec: only(manifests, 'PersistentVolumeClaim').spec }]);
      await deploy(manifests);
      expect(JSON.parse(recordOf().data['others.json'] as string)).toEqual([
        { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: name, name: 'own' },
      ]);
      expect((await llmd('destroy', name, '--yes')).text).toMatch(/will keep: .*persistentvolumeclaim\/own/);
      expect(api.names('PersistentVolumeClaim')).toContain('own');
    });

    test('what a deploy made that ended in the middle, though the next one is of another file', async () => {
      api.refused.add('httproutes');
      expect(await deploy([...manifests.slice(0, 2), widget('own'), ...manifests.slice(2)])).toContain('was refused');
      expect(api.names('Widget')).toEqual(['own']);
      api.refused.clear();
      expect(await deploy(manifests)).toContain('widget.example.org/own is no longer in');
      expect(api.names('Widget')).toEqual([]);
    });

    test('what was to be pruned when a deploy ended before it did', async () => {
      await deploy(manifests);
      api.refused.add('httproutes');
      await deploy(fewer);
      expect(api.names('PodDisruptionBudget')).toContain(budget);
      api.refused.clear();
      await deploy(fewer);
      expect(api.names('PodDisruptionBudget')).toEqual([`${name}-decode`]);
    });

    test.each<[string, () => void]>([
      ['none', () => void api.objects.splice(api.objects.indexOf(recordOf()), 1)],
      [
        'one that was edited',
        () =>
          void (recordOf().data['record.json'] = (recordOf().data['record.json'] as string).replace(
            '"replicas":8',
            '"replicas":9',
          )),
      ],
    ])('or, where the cluster has %s, what has the labels of the deployment, and says so', async (_, change) => {
      await deploy(manifests);
      change();
      for (const [kind, called] of [
        ['Endpoints', 'gaie-llama31-epp'],
        ['Secret', 'copied'],
      ] as const)
        api.add(object('v1', kind, called, { labels }));
      for (const other of [widget('own'), widget('of-others', { labels: {} })]) api.add(other);
      api.forbidden.add('cronjobs');
      const text = await deploy(fewer);
      expect(text).toMatch(
        /! (there is no ConfigMap|the record ConfigMap)\/\S+-record.*; so all objects with the labels of \S+ are treated as applied/,
      );
      expect(text).toMatch(/these kinds could not be listed: CronJob: cronjobs is forbidden/);
      expect(text).toContain('pruned 2 objects');
      expect([api.names('Widget'), api.names('PodDisruptionBudget')]).toEqual([['of-others'], [`${name}-decode`]]);
      expect([api.names('Endpoints'), api.names('Secret')]).toEqual([['gaie-llama31-epp'], ['copied']]);
      expect(await deploy(fewer)).not.toContain('are treated as applied');
    });
  });
});
