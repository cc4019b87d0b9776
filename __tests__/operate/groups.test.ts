import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSpec, Release } from '../../lib';
import { distDeployment } from '../../lib/cluster/dist-deployment';
import { deployedPlan } from '../../lib/cluster/run/deployed-verification';
import { ClusterClient } from '../../lib/kube/cluster-client';
import { Manifest, only, yamlOf } from '../manifests';
import { validSpec } from '../valid-spec';
import { destroyAll, eachTestIn, manifestsOfSpec, name, object, prepared, Workplace } from './fake-cluster';

// Two engines of two pods with eight ranks each answer; one engine of two pods computes prompts, of which the first
// takes requests.
const spec: InferenceSpec = {
  ...validSpec,
  release: Release.ROUTER_0_11,
  prefill: { ...validSpec.prefill, replicas: 1, parallelism: { data: 16, balancing: 'internal' } },
  decode: { ...validSpec.decode, replicas: 2, parallelism: { data: 16, exclusiveTopology: 'example.org/rack' } },
};
const manifests = manifestsOfSpec(spec);
const file = distDeployment(yamlOf(manifests));

let place: Workplace;
let api: Workplace['api'];
const llmd = (...args: readonly string[]): ReturnType<Workplace['llmd']> => place.llmd(...args);
const json = async (...args: readonly string[]): Promise<Manifest> =>
  JSON.parse((await llmd(...args, '-o', 'json')).stdout) as Manifest;
eachTestIn(manifests, (workplace) => {
  place = workplace;
  ({ api } = place);
  prepared(place);
});

const INDEX = 'leaderworkerset.sigs.k8s.io/worker-index';

/** Makes the pods of the groups of a role, as their controller does; those that are named are not ready. */
function makePods(role: 'prefill' | 'decode', unready: readonly string[] = []): void {
  const group = only(api.objects, 'LeaderWorkerSet', `${name}-${role}`);
  const { leaderTemplate, size, workerTemplate } = group.spec.leaderWorkerTemplate;
  group.metadata.generation = 1;
  const { replicas } = group.spec;
  group.status = {
    observedGeneration: 1, replicas, updatedReplicas: replicas,
    readyReplicas: replicas - new Set(unready.map(pod => pod.split('-')[1])).size,
  };
  for (let index = 0; index < replicas; index++) {
    for (let worker = 0; worker < size; worker++) {
      const { metadata, spec } = worker === 0 ? leaderTemplate ?? workerTemplate : workerTemplate;
      const called = worker === 0 ? `${name}-${role}-${index}` : `${name}-${role}-${index}-${worker}`;
      const isReady = !unready.includes(called.slice(name.length + 1));
      api.add({
        ...object('v1', 'Pod', called, { labels: { ...metadata.labels, [INDEX]: `${worker}` } }),
        spec: { ...spec, nodeName: 'a' },
        status: isReady
          ? { conditions: [{ type: 'Ready', status: 'True' }] }
          : { conditions: [], containerStatuses: [
              { name: 'vllm', ready: false, restartCount: 0, state: { waiting: { reason: 'ErrImagePull' } } },
            ] },
      }, group);
    }
  }
}

const gpus = { 'cpu': '192', 'memory': '2000Gi', 'nvidia.com/gpu': '8', 'pods': '110', 'ephemeral-storage': '9Ti' };
const rack = 'example.org/rack';
const nodes = (...racks: readonly (string | undefined)[]): void => {
  racks.forEach((value, index) => api.add({
    apiVersion: 'v1', kind: 'Node',
    metadata: { name: `n${index}`, labels: value === undefined ? {} : { [rack]: value } },
    spec: {}, status: { allocatable: gpus, conditions: [{ type: 'Ready', status: 'True' }] },
  }));
};
const controller = (image: string): void => void api.add({
  ...object('apps/v1', 'Deployment', 'lws-controller-manager', {
    namespace: 'lws-system',
    labels: { 'app.kubernetes.io/name': 'lws', 'control-plane': 'controller-manager' },
  }),
  spec: { template: { spec: { containers: [{ name: 'manager', image }] } } },
});

async function deployed(unready: readonly string[] = []): Promise<void> {
  await llmd('deploy', name, '--timeout', '1', '--yes');
  makePods('prefill', unready);
  makePods('decode', unready);
}

describe('of engines of several pods', () => {
  beforeEach(() => {
    nodes('r1', 'r1', 'r2', 'r2', 'r3', 'r3');
    controller('registry.k8s.io/lws/lws:v0.9.0');
  });

  test('deploy applies the groups, and waits for every pod of each', async () => {
    const { text } = await llmd('deploy', name, '--timeout', '1', '--yes');
    expect([...api.names('LeaderWorkerSet')].sort()).toEqual([`${name}-decode`, `${name}-prefill`]);
    expect(text).toContain('prefill 0/2 ready; decode 0/4 ready');
  });

  test('status counts pods, and names one of a group that is not ready', async () => {
    await deployed(['decode-1-1']);
    const { stdout } = await llmd('status', name);
    expect(stdout).toMatch(/^prefill 2\/2 ready/m);
    expect(stdout).toMatch(/^decode 3\/4 ready, 1 pulling/m);
    expect(stdout).toContain(`pod ${name}-decode-1-1: container vllm: ErrImagePull`);
  });

  test('status finds no pod that the pool ought to select and does not', async () => {
    await deployed();
    expect((await llmd('status', name)).text).not.toContain('is missing label');
  });

  test('logs are of every pod, and top asks every pod', async () => {
    await deployed();
    const pods = [0, 1].flatMap(group => [`${name}-decode-${group}`, `${name}-decode-${group}-1`]);
    expect((await json('logs', name, 'decode')).logs.map(({ pod }: Manifest) => pod as string).sort()).toEqual(pods);
    const top = await json('top', name);
    expect(top.gpus.map(({ pod }: Manifest) => pod as string).filter((pod: string) => pod.includes('decode')).sort())
      .toEqual(pods);
  });

  test('explain says why a pod of a group is not ready', async () => {
    await deployed(['decode-1-1']);
    const { text } = await llmd('explain', name, `${name}-decode-1-1`);
    expect(text).toContain('container vllm: ErrImagePull');
  });

  test('destroy deletes the groups, and their pods with them', async () => {
    await deployed();
    expect(await llmd(...destroyAll)).toMatchObject({ status: 0 });
    expect([...api.names('LeaderWorkerSet'), ...api.names('Pod')]).toEqual([]);
  });

  test('list has the replicas', async () => {
    expect((await json('list')).deployments).toEqual([expect.objectContaining({ prefill: 1, decode: 2 })]);
  });

  test('rehearse says that it has no controller for them', async () => {
    const { status, text } = await llmd('rehearse', name);
    expect(status).toBe(2);
    expect(text).toMatch(/prefill is the LeaderWorkerSet .*-prefill \(1 x 2 pods\), and a rehearsal has no controller/);
  });
});

test('a verification waits for the pods that take requests, and asks each of their ranks', async () => {
  const service = { metadata: { name: 'gateway' }, spec: {} };
  const reader = { list: () => Promise.resolve([service]) } as unknown as ClusterClient;
  const { prefill, decode } = (await deployedPlan(reader, file)).roles;
  expect(prefill).toMatchObject({ replicas: 1, selector: { [INDEX]: '0' } });
  expect(prefill).not.toHaveProperty('ranks');
  expect(decode).toMatchObject({ replicas: 4, enginePort: 8200, servingPort: 8000, ranks: 8 });
  expect(decode.selector).not.toHaveProperty(INDEX);
});

describe('doctor', () => {
  const said = async (check: string): Promise<string> => {
    const { diagnoses } = await json('doctor', name);
    const found = (diagnoses as Manifest[]).filter(each => (each.check as string).includes(check));
    return found.map(({ fix = '', message, severity }) => `${severity}: ${message}. ${fix}`).join('\n');
  };

  test('counts the GPUs of every pod of a group', async () => {
    nodes(...Array<undefined>(4).fill(undefined));
    expect(await said('GPUs')).toMatch(/^ok: 48 required, 48 free/);
  });

  test('names the controller that is missing, with the command that installs it', async () => {
    expect(await said('controller of LeaderWorkerSet')).toMatch(
      /^error: no Deployment has the labels .*name=lws.* install LeaderWorkerSet 0\.9\.0 or newer: `kubectl apply/,
    );
  });

  test.each([
    ['registry.k8s.io/lws/lws:v0.9.0', /^ok: LeaderWorkerSet 0\.9\.0, in lws-system/],
    ['registry.k8s.io/lws/lws:v0.10.0', /^ok: LeaderWorkerSet 0\.10\.0/],
    ['registry.k8s.io/lws/lws:v0.6.2', /^warning: LeaderWorkerSet 0\.6\.2 .* is older than 0\.9\.0/],
    ['mirror/lws:main', /^unknown: the version of mirror\/lws:main/],
  ])('reads the version of the controller from %s', async (image, expected) => {
    controller(image);
    expect(await said('controller of LeaderWorkerSet')).toMatch(expected);
  });

  test('finds that no node has the label of the domains', async () => {
    expect(await said('domains')).toMatch(
      /^error: none of the 2 nodes that can run the pods has the label 'example\.org\/rack', so they stay pending/,
    );
  });

  test.each([
    ['each group has one', ['r1', 'r1', 'r2', 'r2'], /^ok: 2 groups of up to 2 pods .* 2 of 2 have them/],
    ['one is too small', ['r1', 'r1', 'r2'], /^error: .* 1 of 2 have them \(r1: 2 pods, r2: 1 pods\)/],
  ])('counts the domains that hold a group where %s', async (_, racks, expected) => {
    nodes(...racks);
    expect(await said('domains')).toMatch(expected);
  });
});

test('an older snapshot without controllers is read', async () => {
  const saved = join(place.folder, 'cluster.json');
  await llmd('doctor', name, '--save', saved);
  const { workloadControllers: _, ...older } = JSON.parse(readFileSync(saved, 'utf8')) as Manifest;
  writeFileSync(saved, JSON.stringify(older));
  expect((await llmd('doctor', name, '--snapshot', saved)).text).toContain('so nobody makes the pods');
});
