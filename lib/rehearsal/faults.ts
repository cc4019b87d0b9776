import { Cluster } from './cluster';
import { isReady, Pod, selects } from '../kube/kubernetes-objects';
import { isServed, loadOf, podsOf } from './rehearsal';
import { DistDeployment, rolesIn } from '../cluster/dist-deployment';
import { PartWorkload } from '../cluster/part-workload';
import { Answer } from '../cluster/causes/request-outcome';
import { EndlessLoad } from './requests';
import { allReady, readyPods } from './readiness';
import { becomesTrue, pause } from '../kube/poll';

/** The effect of a fault on clients that sent requests. */
export interface FaultReport {
  readonly name: string;
  readonly requests: number;
  readonly failed: number;
  /** The distinct errors of failed requests. */
  readonly failures: readonly string[];
  /** Seconds from the fault to the end of the last request that failed; 0 if none failed. */
  readonly failedForSeconds: number;
  /**
   * Seconds from the fault until all pods were ready again and all requests were served by every role; absent if it did
   * not recover in time.
   */
  readonly recoveredSeconds?: number;
}

/** A fault that a rehearsal injects. */
export interface Fault {
  readonly name: string;
  readonly cause: (cluster: Cluster, deployment: DistDeployment) => Promise<void>;
  /** Seconds that the deployment has to recover. */
  readonly patience: number;
}

/** The faults that a rehearsal injects, one after the other. */
export function faultsOf({ roles: { prefill } }: Pick<DistDeployment, 'roles'>): readonly Fault[] {
  return prefill === undefined ? faultsOfDecode : [
    {
      name: 'a prefill pod is killed',
      patience: 60,
      cause: (cluster, deployment) => killPod(cluster, deployment, prefill.selector),
    },
    ...faultsOfDecode,
    {
      name: 'an engine dies behind a living sidecar',
      patience: 60,
      cause: (cluster, deployment) => killEngine(cluster, deployment, deployment.roles.decode),
    },
    // Only its container: the pod stays with its address, as after an engine that ends by itself.
    {
      name: 'a prefill engine dies',
      patience: 60,
      cause: (cluster, deployment) => killEngine(cluster, deployment, prefill),
    },
  ];
}

const faultsOfDecode: readonly Fault[] = [
  {
    name: 'a decode pod is killed',
    patience: 60,
    cause: (cluster, deployment) => killPod(cluster, deployment, deployment.roles.decode.selector),
  },
  {
    name: 'the picker is killed',
    patience: 60,
    cause: (cluster, deployment) => killPod(cluster, deployment, deployment.picker.selector),
  },
  // A new revision of its Deployment, as after a change of image or flags.
  {
    name: 'the picker is updated',
    patience: 60,
    cause: (cluster, deployment) => rollOut(cluster, deployment, deployment.picker.name),
  },
];

/** A new revision of the pods of each role, as after a change of the spec. */
export function rollingUpdatesOf(deployment: Pick<DistDeployment, 'roles'>): readonly Fault[] {
  return rolesIn(deployment).map(({ part, role }) => ({
    name: `rolling update of ${role}`,
    patience: 600,
    cause: (cluster, of) => rollOut(cluster, of, part.name),
  }));
}

/** Seconds of load before a fault, and after the recovery. */
const AROUND = 3;

/** Injects a fault while clients send requests, and reports its effect on them. */
export async function suffer(
  cluster: Cluster,
  deployment: DistDeployment,
  { name, cause, patience }: Fault,
  concurrency: number,
): Promise<FaultReport> {
  const load = new EndlessLoad(await loadOf(cluster, deployment, { prompts: 0, concurrency }));
  await pause(AROUND);
  const at = load.now();
  await cause(cluster, deployment);
  // The API server notices the fault a moment later.
  await pause(1);
  const isWhole = await becomesTrue(
    patience,
    async () =>
      allReady(await readyPods(cluster, deployment), deployment)
      && (await allServed(cluster, deployment, load.answers.slice(-concurrency))),
  );
  const recovered = load.now();
  await pause(AROUND);
  const answers = await load.stop();
  const failed = answers.filter(({ failure }) => failure !== undefined);
  return {
    name,
    requests: answers.length,
    failed: failed.length,
    failures: texts(failed),
    failedForSeconds: Math.max(0, ...failed.map(({ ended }) => ended - at)),
    ...(isWhole && { recoveredSeconds: recovered - at }),
  };
}

async function allServed(
  cluster: Cluster,
  deployment: DistDeployment,
  answers: readonly Answer[],
): Promise<boolean> {
  const pods = await podsOf(cluster, deployment);
  return answers.every(answer => isServed(answer, pods));
}

function texts(failed: readonly Answer[]): readonly string[] {
  return [
    ...new Set(
      failed.map(({ status, failure }) => `${status || 'no answer'}: ${failure!.replace(/\s+/g, ' ').slice(0, 120)}`),
    ),
  ].slice(0, 3);
}

async function rollOut({ kubectl }: Cluster, { namespace }: DistDeployment, name: string): Promise<void> {
  await kubectl.run(['rollout', 'restart', `deployment/${name}`, '--namespace', namespace]);
  await kubectl.run(['rollout', 'status', `deployment/${name}`, '--namespace', namespace, '--timeout', '600s']);
}

async function killPod(
  cluster: Cluster,
  deployment: DistDeployment,
  selector: Readonly<Record<string, string>>,
): Promise<void> {
  const [pod] = await readyPodsOf(cluster, deployment, selector);
  await cluster.kubectl.run([
    'delete',
    'pod',
    pod!.metadata.name,
    '--namespace',
    deployment.namespace,
    '--grace-period',
    '0',
    '--force',
    '--wait=false',
  ]);
}

async function killEngine(
  cluster: Cluster, deployment: DistDeployment, { selector }: PartWorkload,
): Promise<void> {
  const [pod] = await readyPodsOf(cluster, deployment, selector);
  const [engine] = pod!.status.containerStatuses!;
  // The kubelet of a rehearsal names containers after their processes.
  process.kill(Number(engine!.containerID!.replace('rehearsal://', '')), 'SIGKILL');
}

async function readyPodsOf(
  { kubectl }: Cluster,
  { namespace }: DistDeployment,
  selector: Readonly<Record<string, string>>,
): Promise<readonly Pod[]> {
  return (await kubectl.list<Pod>('pods', namespace)).filter(
    pod => isReady(pod) && selects(selector, pod.metadata.labels),
  );
}
