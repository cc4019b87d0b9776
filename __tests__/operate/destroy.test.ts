import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strictYaml } from '../../lib/cluster/strict-yaml';
import { Manifest, only } from '../manifests';
import { deployed, destroyAll, eachTestIn, manifestsWithoutToken, name, object, Workplace } from './fake-cluster';

const manifests = manifestsWithoutToken();
let place: Workplace;
let api: Workplace['api'];
const llmd = (...args: readonly string[]): ReturnType<Workplace['llmd']> => place.llmd(...args);
eachTestIn(manifests, (workplace) => {
  place = workplace;
  ({ api } = place);
});

describe('a namespace that `llmd deploy` created', () => {
  beforeEach(() => deployed(place, manifests));

  test('is deleted with --with-namespace where only the deployment is in it', async () => {
    const { status, text } = await llmd(...destroyAll);
    expect({ status, text }).toEqual({ status: 0, text: expect.stringContaining(`  namespace/${name}\n`) });
    expect(api.objects).toEqual([]);
    expect(api.changes.at(-1)).toBe(`DELETE /api/v1/namespaces/${name}`);
  });

  test('stays without --with-namespace, and the claim without --with-cache', async () => {
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
    expect(await llmd('destroy', name, '--with-cache', '--yes')).toMatchObject({ status: 0 });
    expect([api.names('Namespace'), api.names('PersistentVolumeClaim')]).toEqual([[name], []]);
  });

  test('is not deleted with the claim in it that is kept, nor is anything else', async () => {
    const claim = `persistentvolumeclaim/${name}-model-cache`;
    expect(await llmd('destroy', name, '--with-namespace', '--yes')).toMatchObject({
      status: 1,
      text: expect.stringContaining(`it contains ${claim}, which is kept. Set --with-cache to delete that too`),
    });
    expect(api.changes).toEqual([]);
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
  ])('is not deleted with %s, which is named, nor is anything else', async (_, foreign, named) => {
    for (const [apiVersion, kind, called] of foreign) api.add(object(apiVersion, kind, called));
    const { status, text } = await llmd(...destroyAll);
    expect({ status, text }).toEqual({
      status: 1,
      text: expect.stringContaining(
        `namespace/${name} cannot be deleted, and nothing was: it contains objects of others: ${named}. Delete`,
      ),
    });
    expect(api.changes).toEqual([]);
  });

  test('stays with an object that has an owner elsewhere beside one of the deployment', async () => {
    const shared = api.add(object('v1', 'ConfigMap', 'shared'), only(api.objects, 'Gateway'));
    shared.metadata.ownerReferences.push({ uid: 'another' });
    expect(await llmd(...destroyAll, '--dry-run')).toMatchObject({
      status: 1,
      text: expect.stringContaining('objects of others: configmap/shared.'),
    });
  });

  test('stays with more objects than are named', async () => {
    for (let index = 10; index < 23; index++) api.add(object('v1', 'ConfigMap', `c-${index}`));
    const named = Array.from({ length: 10 }, (_, index) => `configmap/c-1${index}`).join(', ');
    expect((await llmd(...destroyAll)).text).toContain(`it contains objects of others: ${named} and 3 more.`);
  });

  test('stays where a kind may not be listed: what is not known may be of others', async () => {
    api.forbidden.add('widgets');
    const unknown
      = /namespace\/\S+ cannot be deleted, and nothing was: it may contain objects of others, since some kinds could not be listed: Widget: widgets is forbidden: /;
    expect((await llmd(...destroyAll)).text).toMatch(unknown);
    expect(api.names('Namespace')).toEqual([name]);
  });

  test('stays with what came into it after the plan was shown', async () => {
    api.onDelete = ({ kind }) => {
      if (kind === 'HTTPRoute') api.add(object('apps/v1', 'StatefulSet', 'late'));
    };
    const { status, text } = await llmd(...destroyAll);
    expect({ status, text }).toEqual({
      status: 1,
      text: expect.stringContaining('objects of others: statefulset.apps/late'),
    });
    expect([api.names('Namespace'), api.names('StatefulSet')]).toEqual([[name], ['late']]);
  });

  test('is not deleted by the file of another namespace', async () => {
    place.write(
      manifests.map(manifest =>
        manifest.kind === 'Namespace'
          ? { ...manifest, metadata: { ...manifest.metadata, name: 'production' } }
          : manifest,
      ),
    );
    expect(await llmd(...destroyAll)).toMatchObject({
      status: 2,
      text: expect.stringContaining(`the Namespace is 'production', the deployment is in '${name}'`),
    });
    expect(api.changes).toEqual([]);
  });
});

describe('a namespace that others created', () => {
  test('stays though nothing but the deployment is in it, and the message has the command that deletes it', async () => {
    deployed(place, manifests, {});
    expect(await llmd(...destroyAll)).toMatchObject({
      status: 1,
      text: expect.stringContaining(
        `namespace/${name} cannot be deleted, and nothing was: \`llmd deploy\` did not create it. \`kubectl delete `
        + `namespace ${name}\` deletes it`,
      ),
    });
    expect(api.changes).toEqual([]);
  });

  test('stays where the file does not have it', async () => {
    deployed(place, manifests);
    place.write(manifests.filter(({ kind }) => kind !== 'Namespace'));
    expect(await llmd(...destroyAll)).toMatchObject({
      status: 1,
      text: expect.stringContaining('cannot be deleted, and nothing was: the file does not have it.'),
    });
    expect(api.changes).toEqual([]);
  });
});

describe('what is the deployment\'s', () => {
  const labels = { 'app.kubernetes.io/managed-by': 'cdk8s-llm-d', 'app.kubernetes.io/part-of': name };
  const deleted = (): readonly string[] =>
    api.changes.filter(change => change.startsWith('DELETE')).map(change => change.split('/').slice(-2).join('/'));

  test('is deleted with the way in first and the record last', async () => {
    deployed(place, manifests);
    await llmd('destroy', name, '--yes');
    expect(deleted().slice(0, 2)).toEqual([
      `httproutes/${name}-pd-disaggregation`,
      expect.stringMatching(/^gatewa.*\/infra-llama31-inference-gateway$/),
    ]);
    expect(deleted().at(-1)).toBe(`configmaps/${name}-record`);
  });

  test('is of the kinds that the record in the cluster lists, though the file has them no longer', async () => {
    place.write([...manifests, { ...object('example.org/v1', 'Widget', 'own', { labels }), spec: {} }]);
    deployed(place, manifests);
    const [record] = strictYaml(readFileSync(join(place.folder, 'dist', `${name}.k8s.yaml`), 'utf8'))
      .map(({ value }) => value as Manifest)
      .filter(({ data }) => data?.['record.json'] !== undefined);
    only(api.objects, 'ConfigMap', record!.metadata.name as string).data = record!.data;
    api.add(object('example.org/v1', 'Widget', 'own', { labels }));
    place.write(manifests);
    await llmd('destroy', name, '--yes');
    expect(api.names('Widget')).toEqual([]);
  });

  test('is found by its labels among all kinds where the cluster has no record, but for what Kubernetes copies them to', async () => {
    deployed(place, manifests);
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

  test('is not what somebody copied its labels to, which is named', async () => {
    deployed(place, manifests);
    api.add(object('v1', 'ConfigMap', 'copied', { labels }));
    const applied = { labels, managedFields: [{ manager: 'cdk8s-llm-d', fieldsV1: {} }] };
    api.add(object('v1', 'ConfigMap', 'of-a-command', applied));
    const { status, text } = await llmd('destroy', name, '--yes');
    expect({ status, text }).toEqual({
      status: 0,
      text: expect.stringContaining('will keep: configmap/copied: it has the labels of the deployment, but no record'),
    });
    expect(api.names('ConfigMap')).toContain('copied');
    expect(api.names('ConfigMap')).not.toContain('of-a-command');
  });

  test('is not deleted by half where a kind of the file may not be listed', async () => {
    deployed(place, manifests);
    api.forbidden.add('deployments');
    expect(await llmd('destroy', name, '--yes')).toMatchObject({
      status: 1,
      text: expect.stringContaining('deployments is forbidden'),
    });
    expect(api.changes).toEqual([]);
  });
});

describe('without a terminal', () => {
  beforeEach(() => deployed(place, manifests));

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
    expect(await llmd('destroy', name, '--with-cache', '--with-namespace', '--dry-run')).toMatchObject({
      status: 0,
      text: expect.stringContaining(`  namespace/${name}\n`),
    });
    expect(api.changes).toEqual([]);
    expect(api.dryRuns.at(-1)).toBe(`DELETE /api/v1/namespaces/${name}`);
  });

  test('a second destroy says that there is nothing', async () => {
    await llmd(...destroyAll);
    expect(await llmd(...destroyAll)).toMatchObject({
      status: 0,
      text: expect.stringMatching(/^cluster .*, context a, namespace \S+\nnothing to destroy in namespace \S+\n$/),
    });
  });
});
