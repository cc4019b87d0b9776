import { llama31 } from '../../deployments/llm-d-llama31';
import { distDeployment } from '../../lib/cluster/dist-deployment';
import { isReady, Labels, Pod, selects } from '../../lib/kube/kubernetes-objects';
import { becomesTrue, pause, waitUntil } from '../../lib/kube/poll';
import { Cluster } from '../../lib/rehearsal/cluster';
import { isServed, loadOf, podsOf, rehearse } from '../../lib/rehearsal/rehearsal';
import { EndlessLoad } from '../../lib/rehearsal/requests';
import { manifestsOf, yamlOf } from '../manifests';
import { clusterFor } from './rehearsed';

const name = 'llm-d-llama31';
/** A pod of each role on every node, so that two of each are left. */
const pods = { replicas: 3, cpu: '22', memory: '100Gi' } as const;
const deployment = distDeployment(yamlOf(manifestsOf({ ...llama31, prefill: pods, decode: pods }, name)));
const atOnce = { prompts: 24, concurrency: 8, patience: 60 } as const;

let cluster: Cluster;
beforeAll(async () => {
  cluster = await clusterFor('1.27', name);
});
afterAll(() => cluster?.stop());

describe('a node is lost with the picker on it', () => {
  const { namespace, picker } = deployment;
  const readyPods = async (of: string, labels: Labels): Promise<readonly Pod[]> =>
    (await cluster.kubectl.list<Pod>('pods', of)).filter(pod =>
      isReady(pod) && pod.metadata.deletionTimestamp === undefined && selects(labels, pod.metadata.labels));
  const nodeOf = async (of: string, labels: Labels): Promise<string> =>
    (await readyPods(of, labels))[0]!.spec.nodeName!;

  /** Has the picker on a node without the gateway and the DNS of the cluster: their loss is that of others. */
  async function moveAside(): Promise<string> {
    const others = [
      await nodeOf(deployment.wayIn.object.metadata.namespace, deployment.wayIn.pods),
      await nodeOf('kube-system', { 'k8s-app': 'kube-dns' }),
    ];
    const [pod] = await readyPods(namespace, picker.selector);
    if (others.includes(pod!.spec.nodeName!)) {
      await cluster.kubectl.run(['cordon', ...new Set(others)]);
      await cluster.kubectl.run(['delete', 'pod', pod!.metadata.name, '--namespace', namespace]);
      await waitUntil('the picker elsewhere', 60, async () => (await readyPods(namespace, picker.selector)).length > 0);
      await cluster.kubectl.run(['uncordon', ...new Set(others)]);
    }
    return nodeOf(namespace, picker.selector);
  }

  test('requests are answered again without anybody deleting a pod', async () => {
    expect(await rehearse(cluster, deployment, atOnce)).toMatchObject({ causes: [], served: atOnce.prompts });
    const node = await moveAside();
    const load = new EndlessLoad(await loadOf(cluster, deployment, { prompts: 0, concurrency: 8 }));
    await pause(3);
    const at = load.now();
    await cluster.kubectl.run(['annotate', 'node', node, 'rehearsal.cdk8s-llm-d/lost=true']);
    const isServing = async (): Promise<boolean> => {
      const [pod] = await readyPods(namespace, picker.selector);
      const ready = await podsOf(cluster, deployment);
      const last = load.answers.slice(-24);
      return pod !== undefined && pod.spec.nodeName !== node && last.every(answer => isServed(answer, ready));
    };
    const isWhole = await becomesTrue(240, isServing);
    await pause(10);
    const answers = await load.stop();
    const failed = answers.filter(({ failure }) => failure !== undefined);
    const lastFailed = Math.max(0, ...failed.map(({ began }) => began - at));
    console.log(
      `a node is lost with the picker on it: ${answers.length} requests, ${failed.length} failed; those sent later `
      + `than ${lastFailed.toFixed(1)} s after it were all answered`,
    );
    const there = (await cluster.kubectl.list<Pod>('pods', namespace)).filter(({ spec }) => spec.nodeName === node);
    expect({ isWhole, failed: failed.length > 0 }).toEqual({ isWhole: true, failed: true });
    // The pods of the lost node are still known: nobody deleted them by force.
    expect(there.some(pod => selects(picker.selector, pod.metadata.labels))).toBe(true);
    expect(there.filter(isReady)).toEqual([]);
  });
});
