import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { istio } from '../../lib';
import { istioGateway } from '../../lib/gateways/istio/istio';
import { distDeployment } from '../../lib/cluster/dist-deployment';
import { pause } from '../../lib/kube/poll';
import { Cluster } from '../../lib/rehearsal/cluster';
import { programsOfSandbox } from '../../lib/rehearsal/sandbox';
import { distManifests, yamlOf } from '../manifests';
import { FickleApiServer } from './fickle-api-server';
import { ended, Workplace } from './llmd';
import { small } from './rehearsed';

const name = 'llm-d-llama31';
let cluster: Cluster;
let place: Workplace;
beforeAll(async () => {
  const { images } = distDeployment(yamlOf(distManifests(name)));
  cluster = await Cluster.start({
    programs: programsOfSandbox(),
    images,
    time: { timeScale: 15, loadSeconds: 1 },
    gateway: istioGateway,
    inferencePoolGroup: istio('1.27').inferencePoolGroup,
  });
  place = new Workplace(cluster);
  await place.write(name, small(name));
});
afterAll(() => cluster?.stop());

const jobs = async (): Promise<readonly string[]> =>
  (await cluster.kubectl.list('jobs', name)).map(({ metadata }) => metadata.name);

test('a deploy that is killed at ten moments converges when it is run again', async () => {
  const moments = Array.from({ length: 10 }, () => Math.random() * 14);
  for (const seconds of moments) {
    const child = place.start('deploy', name, '--yes');
    const end = ended(child);
    await pause(seconds);
    child.kill('SIGKILL');
    await end;
  }
  const { code, stdout, stderr } = await place.llmd('deploy', name, '--yes');
  console.log(`killed after ${moments.map(seconds => seconds.toFixed(1)).join(', ')} s\n${stdout}${stderr}`);
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('verified: every request was served') });
  expect(await jobs()).toEqual([]);
});

test('Ctrl-C during a verification ends it, and takes its Job out of the cluster', async () => {
  const child = place.start('verify', name, '--requests', '4000');
  const end = ended(child);
  while ((await jobs()).length === 0) await pause(0.2);
  child.kill('SIGINT');
  expect((await end).code).toBe(130);
  expect(await jobs()).toEqual([]);
});

test('an API server that refuses, breaks, cuts off or delays one request in four is borne with', async () => {
  const fickle = await FickleApiServer.start(cluster.kubeconfig, 4, 8);
  const kubeconfig = join(place.folder, 'fickle.kubeconfig');
  writeFileSync(
    kubeconfig,
    stringify({
      'apiVersion': 'v1',
      'kind': 'Config',
      'current-context': 'fickle',
      // The client refuses HTTP, which is what this server speaks, without it.
      'clusters': [{ name: 'fickle', cluster: { 'server': fickle.url, 'insecure-skip-tls-verify': true } }],
      'contexts': [{ name: 'fickle', context: { cluster: 'fickle', user: 'fickle' } }],
      'users': [{ name: 'fickle', user: {} }],
    }),
  );
  try {
    const through = ['--kubeconfig', kubeconfig, '--context', 'fickle'];
    for (const args of [
      ['deploy', name, '--yes'],
      ['status', name],
      ['verify', name],
      ['destroy', name, '--with-cache', '--yes'],
    ]) {
      const said = await place.llmd(...args, ...through);
      console.log(said.stdout + said.stderr);
      expect({ args, ...said }).toMatchObject({ args, code: 0 });
    }
    console.log(fickle.counts);
    expect(Math.min(...Object.values(fickle.counts))).toBeGreaterThan(5);
  } finally {
    fickle.stop();
  }
  const left = await Promise.all(
    ['deployments', 'pods', 'persistentvolumeclaims'].map(kind => cluster.kubectl.list(kind, name)),
  );
  expect(left).toEqual([[], [], []]);
});
