import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Manifest, only } from '../manifests';
import { destroyAll, eachTestIn, manifestsWithoutToken, name, object, prepared, Workplace } from './fake-cluster';

const manifests = manifestsWithoutToken();
let place: Workplace;
let api: Workplace['api'];
const llmd = (...args: readonly string[]): ReturnType<Workplace['llmd']> => place.llmd(...args);
eachTestIn(manifests, (workplace) => {
  place = workplace;
  ({ api } = place);
});

describe('llmd deploy', () => {
  test.each([
    ['does not exist', false],
    ['exists', true],
  ])('where the namespace %s, marks it or not, and destroy --with-namespace leaves it: %s', async (_, exists) => {
    prepared(place);
    if (exists) api.add({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    const { text } = await llmd('deploy', name, '--timeout', '1', '--yes');
    expect(text).toContain(`✔ applied dist/${name}.k8s.yaml`);
    // A tenant may not create a namespace, and need not.
    expect(api.changes.includes('POST /api/v1/namespaces')).toBe(!exists);
    await llmd('deploy', name, '--timeout', '1', '--yes');
    expect(await llmd(...destroyAll)).toMatchObject({ status: exists ? 1 : 0 });
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
      place.write(objects);
      return (await llmd('deploy', name, '--timeout', '1', '--yes')).text;
    };

    beforeEach(() => prepared(place));

    test('what it lists and the file has not, of whatever kind, and nothing else', async () => {
      await deploy([...manifests, widget('own')]);
      for (const other of [object('v1', 'ConfigMap', 'of-others'), widget('labelled-by-hand')]) api.add(other);
      const text = await deploy(fewer);
      expect(text).toMatch(
        new RegExp(
          `will delete, since dist/${name}.k8s.yaml does not have them any more:\n`
          + `  poddisruptionbudget\\.policy/${budget}\n`
          + '  widget\\.example\\.org/own\n[^]*pruned 2 objects',
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
      api.broken.add('httproutes');
      expect(await deploy([...manifests.slice(0, 2), widget('own'), ...manifests.slice(2)])).toContain('was refused');
      expect(api.names('Widget')).toEqual(['own']);
      api.broken.clear();
      expect(await deploy(manifests)).toMatch(/will delete, .*:\n {2}widget\.example\.org\/own\n/);
      expect(api.names('Widget')).toEqual([]);
    });

    test('what was to be pruned when a deploy ended before it did', async () => {
      await deploy(manifests);
      api.broken.add('httproutes');
      await deploy(fewer);
      expect(api.names('PodDisruptionBudget')).toContain(budget);
      api.broken.clear();
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

describe('what llmd deploy would do', () => {
  const decode = (): Manifest => only(api.objects, 'Deployment', `${name}-decode`);
  const scaled = (): void => {
    const entry = { manager: 'kubectl', subresource: 'scale', time: '2026-11-27T06:20:00Z' };
    api.edit(decode(), ['f:spec', 'f:replicas'], 6, entry);
  };
  const deployment = `deployment.apps/${name}-decode`;
  const changed = manifests.map(manifest =>
    manifest.metadata.name === `${name}-decode` && manifest.kind === 'Deployment'
      ? { ...manifest, spec: { ...manifest.spec, replicas: 7 } }
      : manifest);
  beforeEach(() => prepared(place));
  const again = async (): Promise<void> => {
    await llmd('deploy', name, '--timeout', '1', '--yes');
    api.changes.length = 0;
    api.dryRuns.length = 0;
  };

  test.each([[[]], [['-o', 'json']]])('is not done without a terminal and without --yes: %j', async (options) => {
    expect(await llmd('deploy', name, ...options)).toMatchObject({
      status: 2,
      text: expect.stringMatching(/: set --yes to deploy, or --dry-run to see what would be done/),
    });
    expect(api.changes).toEqual([]);
  });

  test('is shown with --dry-run, with cluster, context and namespace, and not done', async () => {
    const { status, stdout } = await llmd('deploy', name, '--dry-run');
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(
      /^cluster http:\/\/127\.0\.0\.1:\d+, context a, namespace llm-d-llama31\n[^]*will create:\n {2}namespace\/llm-d-llama31\n/,
    ) });
    expect(api.changes).toEqual([]);
    expect(api.dryRuns).toContain(`PATCH /api/v1/namespaces/${name}`);
    await again();
    expect((await llmd('deploy', name, '--dry-run')).stdout).toMatch(/nothing will change\n$/);
    expect(api.changes).toEqual([]);
  });

  test('is asked for on a terminal, and only a yes is a yes', async () => {
    for (const answer of ['', '\n', 'n\n', 'nothing\n', 'ye\n']) {
      const { status, stdout } = await place.onTerminal(answer, 'deploy', name);
      const said = expect.stringMatching(/apply this\? \[y\/N\] [^]*nothing was changed/);
      expect({ answer, status, stdout }).toEqual({ answer, status: 1, stdout: said });
      expect(api.changes).toEqual([]);
    }
    await place.onTerminal('y\n', 'deploy', name, '--timeout', '1');
    expect(api.names('Deployment')).toHaveLength(3);
  });

  test('is not asked for where it changes nothing', async () => {
    await again();
    expect((await place.onTerminal('', 'deploy', name, '--timeout', '1')).stdout).not.toContain('apply this?');
  });

  test('has each field that changes, before and after, also in JSON', async () => {
    await again();
    place.write(changed);
    expect((await llmd('deploy', name, '--dry-run')).stdout).toContain(`will change:\n`);
    expect((await llmd('deploy', name, '--dry-run')).stdout).toContain(`  ${deployment}\n    .spec.replicas: 8 -> 7\n`);
    const { plan } = JSON.parse((await llmd('deploy', name, '--dry-run', '-o', 'json')).stdout) as Manifest;
    expect(plan).toMatchObject({
      created: [], deleted: [],
      changed: expect.arrayContaining([
        { object: deployment, fields: [{ path: '.spec.replicas', before: 8, after: 7 }] },
      ]),
    });
  });

  test('is refused as a whole where the API server would refuse one object', async () => {
    api.refused.add('httproutes');
    expect(await llmd('deploy', name, '--yes')).toMatchObject({
      status: 1,
      text: expect.stringMatching(/httproute\.gateway\.\S+\/\S+ was refused: .* Fix: an immutable field/),
    });
    expect(api.changes).toEqual([]);
  });

  test('is not known of an object whose webhook takes part in no dry run, and said', async () => {
    api.noDryRun.add('httproutes');
    expect((await llmd('deploy', name, '--dry-run')).stdout).toMatch(/will create:\n[^]* {2}httproute\./);
    await again();
    const { stdout } = await llmd('deploy', name, '--dry-run');
    expect(stdout).toMatch(
      /will change:\n {2}httproute\.\S+\n {4}what changes is not known: .*does not support dry run.*\n(?! )/,
    );
  });

  test('takes what `kubectl scale` set only with --force-conflicts, and says so before anything is applied', async () => {
    await again();
    scaled();
    const conflict = `${deployment}: .spec.replicas: 6 -> 8, set by kubectl (scale) at 2026-11-27T06:20:00Z`;
    for (const options of [['--yes'], ['--dry-run']]) {
      const said = await llmd('deploy', name, ...options);
      const refusal = `✖ ${conflict}. Nothing was changed. Fix: `;
      expect(said).toMatchObject({ status: 1, stderr: expect.stringContaining(refusal) });
      expect(api.changes).toEqual([]);
    }
    const document = JSON.parse((await llmd('deploy', name, '--yes', '-o', 'json')).stdout) as Manifest;
    expect(document).toMatchObject({
      deployment: name, digest: expect.stringMatching(/^sha256:/), ok: false,
      causes: [expect.stringContaining(conflict)],
      plan: {
        changed: [{ object: deployment, fields: [expect.objectContaining({ takenFrom: ['kubectl (scale)'] })] }],
      },
    });
    expect(await llmd('deploy', name, '--dry-run', '--force-conflicts')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('.spec.replicas: 6 -> 8, taken over: set by kubectl (scale) at'),
    });
    await llmd('deploy', name, '--yes', '--force-conflicts', '--timeout', '1');
    expect(decode().spec.replicas).toBe(8);
  });

  test.each([
    [
      'Argo CD by its annotation',
      { annotations: { 'argocd.argoproj.io/tracking-id': 'serving:apps/Deployment:a/b' } },
      'Application serving of Argo CD',
    ],
    [
      'Argo CD by its label', { labels: { 'argocd.argoproj.io/instance': 'serving' } },
      'Application serving of Argo CD',
    ],
    [
      'Argo CD by the label of the instance',
      {
        labels: { 'app.kubernetes.io/instance': 'serving' },
        managedFields: [{ manager: 'argocd-controller', fieldsV1: {} }],
      },
      'Application serving of Argo CD',
    ],
    [
      'Flux',
      {
        labels: {
          'kustomize.toolkit.fluxcd.io/name': 'llm-d', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
        },
      },
      'Kustomization flux-system/llm-d of Flux',
    ],
    [
      'a Helm release of Flux', { labels: { 'helm.toolkit.fluxcd.io/name': 'llm-d' } },
      'HelmRelease default/llm-d of Flux',
    ],
  ])('is refused, as is destroy, where %s manages an object, but for --force', async (_, metadata, keeper) => {
    await again();
    const { labels = {}, annotations = {}, managedFields = [] } = metadata as Manifest;
    const found = decode().metadata as Manifest;
    Object.assign(found, {
      labels: { ...found.labels, ...labels }, annotations: { ...found.annotations, ...annotations },
      managedFields: [...found.managedFields, ...managedFields],
    });
    for (const command of ['deploy', 'destroy']) {
      expect(await llmd(command, name, '--yes')).toMatchObject({
        status: 1,
        stderr: `✖ ${keeper} manages ${deployment}, and would undo what this command does. Nothing was changed. `
          + 'Fix: make the change in Git, or set --force\n',
      });
      expect(api.changes).toEqual([]);
    }
    expect((await llmd('deploy', name, '--yes', '--force', '--timeout', '1')).text).toContain('✔ applied');
    expect(await llmd('destroy', name, '--yes', '--force')).toMatchObject({ status: 0 });
  });
});

describe('two commands at once', () => {
  const lease = (spec: object): void =>
    void api.add({ ...object('coordination.k8s.io/v1', 'Lease', `${name}-changes`), spec });
  beforeEach(async () => {
    prepared(place);
    await llmd('deploy', name, '--timeout', '1', '--yes');
    api.changes.length = 0;
  });
  const holder = { holderIdentity: 'llmd deploy of jo on ci-1, 4711', acquireTime: '2026-11-27T06:20:00.000000Z' };

  test.each(['deploy', 'destroy'])('%s changes nothing while another holds the Lease, and says who', async (command) => {
    lease({ ...holder, leaseDurationSeconds: 30, renewTime: '2100-01-01T00:00:00.000000Z' });
    const { status, stderr, stdout } = await llmd(command, name, '--yes');
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(
        new RegExp(
          `^✖ another command is changing this deployment, ${holder.holderIdentity}, since ${holder.acquireTime}\\. `
          + `Nothing was changed\\. Fix: .*Lease ${name}-changes in namespace ${name} expires in \\d+ s\n$`,
        ),
      ),
    });
    expect(stdout).toContain('! another command is changing this deployment, llmd deploy of jo on ci-1');
    expect(api.changes).toEqual([]);
  });

  test('a holder that has what a terminal acts on in its name is shown without it', async () => {
    const renewTime = '2100-01-01T00:00:00.000000Z';
    lease({ ...holder, holderIdentity: 'jo\x1b[2J\r\n✔ ok', leaseDurationSeconds: 30, renewTime });
    expect((await llmd('deploy', name, '--yes')).stderr).toContain('jo?[2J??✔ ok, since');
  });

  test.each([
    ['at once where its time is over', () => '2026-11-27T06:20:00.000000Z', false],
    ['after its time where that is not over', () => new Date().toISOString(), true],
  ])('a holder that was killed is followed %s', async (_, renewTime, isWaitedFor) => {
    lease({ ...holder, leaseDurationSeconds: 20, renewTime: renewTime() });
    const { text } = await llmd('deploy', name, '--timeout', '1', '--yes');
    expect(text).toContain('✔ applied');
    expect(text.includes('! another command is changing')).toBe(isWaitedFor);
    expect(api.names('Lease')).toEqual([]);
  });

  test('the Lease is held while objects are applied, pruned and deleted, and given back', async () => {
    const held = new Map<string, number>();
    api.onChange = change => void held.set(change, api.names('Lease').length);
    place.write(manifests.filter(({ kind }) => kind !== 'PodDisruptionBudget'));
    await llmd('deploy', name, '--timeout', '1', '--yes');
    await llmd('destroy', name, '--yes');
    const changes = [...held].filter(([change]) => api.changes.includes(change));
    expect(changes.length).toBeGreaterThan(20);
    // The Job that verifies is not of the deployment.
    expect(changes.filter(([change, leases]) => leases !== 1 && !/verif/.test(change))).toEqual([]);
    expect(api.names('Lease')).toEqual([]);
  });

  test('a plan that another deploy has overtaken is not carried out', async () => {
    for (const command of ['deploy', 'destroy']) {
      api.onChange = (change) => {
        if (!change.endsWith('/leases')) return;
        const record = only(api.objects, 'ConfigMap', `${name}-record`);
        api.edit(record, ['f:metadata', 'f:labels', 'f:x'], 'y', { manager: 'other' });
      };
      expect(await llmd(command, name, '--yes')).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('another command changed this deployment after the plan was made. Nothing was'),
      });
      expect([api.changes, api.names('Lease')]).toEqual([[], []]);
    }
  });
});

describe('a file that is older than the spec', () => {
  const path = `dist/${name}.k8s.yaml`;
  const app = (command: string): void =>
    writeFileSync(join(place.folder, 'cdk8s.yaml'), `app: ${command}\noutput: dist.staging\n`);
  const writing = (file: string): string => `mkdir -p $CDK8S_OUTDIR && cp ${file} $CDK8S_OUTDIR/${name}.k8s.yaml`;
  const warned = async (): Promise<unknown> =>
    /^! (.*spec.*|.*the app.*)$/m.exec((await llmd('deploy', name, '--dry-run')).stdout)?.[1];
  beforeEach(() => prepared(place));

  test('is named with the command to run, and one that is not is not', async () => {
    expect(await warned()).toBeUndefined();
    writeFileSync(join(place.folder, 'spec'), 'another\n');
    app(writing('spec'));
    expect(await warned()).toBe(`${path} is older than the spec: run \`npx cdk8s synth\`, and this again`);
    const { stdout } = await llmd('deploy', name, '--dry-run', '-o', 'json');
    expect((JSON.parse(stdout) as Manifest).stale).toContain('is older');
    app(writing(path));
    expect(await warned()).toBeUndefined();
  });

  test('is not known where the app fails, or does not write it', async () => {
    app('exit 1');
    const fails = `${path} cannot be compared with the spec, since the app fails: \`npx cdk8s synth\` says why`;
    expect(await warned()).toBe(fails);
    app('mkdir -p $CDK8S_OUTDIR');
    expect(await warned()).toBe(`${path} is not written by the app any more: run \`npx cdk8s synth\``);
    expect(readFileSync(join(place.folder, path), 'utf8')).toContain('kind: Namespace');
  });
});
