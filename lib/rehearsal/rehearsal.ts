import { Answer } from '../cluster/causes/request-outcome';
import { Load, send } from './requests';
import { causesOf } from '../cluster/causes/causes';
import { Cluster } from './cluster';
import { gatherEvidence } from '../cluster/causes/gather-evidence';
import { KubectlReader } from './kubectl-reader';
import { isReady, KubernetesObject, Pod, selects } from '../kube/kubernetes-objects';
import { Path, pathsOf } from './paths';
import { allReady, ReadyPods, readyPods } from './readiness';
import { DistDeployment } from '../cluster/dist-deployment';
import { hostOf, listenerFor } from '../cluster/dist-entrance';
import type { PartWorkload } from '../cluster/part-workload';
import { becomesTrue, pause } from '../kube/poll';

/** How much a rehearsal asks for. */
export interface RehearsalOptions {
  readonly prompts: number;
  readonly concurrency: number;
  /** Seconds that pods have to become ready. */
  readonly patience: number;
}

/** What a rehearsal found. */
export interface Verdict {
  readonly ready: ReadyPods;
  /** Seconds from the apply until all pods were ready; absent when they never were. */
  readonly readySeconds?: number;
  readonly answers: readonly Answer[];
  readonly paths: readonly Path[];
  /** Answers of two pods, one of each role; without prefill pods, of a pod that does both. */
  readonly served: number;
  /** Names of ready pods, by role. */
  readonly pods: { readonly prefill?: readonly string[]; readonly decode: readonly string[] };
  /** Why it does not work, in sentences; none when it does. */
  readonly causes: readonly string[];
}

/** Applies a deployment and sends requests through its gateway. */
export async function rehearse(
  cluster: Cluster,
  deployment: DistDeployment,
  options: RehearsalOptions,
): Promise<Verdict> {
  await applyAll(cluster, deployment);
  const began = Date.now();
  let ready = await readyPods(cluster, deployment);
  const isComplete = await becomesTrue(options.patience, async () =>
    allReady((ready = await readyPods(cluster, deployment)), deployment),
  );
  const readySeconds = (Date.now() - began) / 1000;
  // Pods that are not ready are explained by themselves; requests would only fail again.
  const answers = isComplete ? await requestsOf(cluster, deployment, options) : [];
  const pods = await podsOf(cluster, deployment);
  const served = answers.filter(answer => isServed(answer, pods)).length;
  const works = isComplete && served === options.prompts;
  return {
    ready,
    answers,
    paths: pathsOf(answers),
    served,
    pods,
    ...(isComplete && { readySeconds }),
    causes: works ? [] : await why(cluster, deployment, answers),
  };
}

/** Where requests for a deployment go: the Service of the file, or that which the gateway's controller made. */
export async function loadOf(
  cluster: Cluster,
  deployment: DistDeployment,
  { prompts, concurrency }: Pick<Load, 'prompts' | 'concurrency'>,
): Promise<Load> {
  const services = await cluster.kubectl.list<KubernetesObject & { readonly spec: { readonly clusterIP: string } }>(
    'services',
    deployment.wayIn.object.metadata.namespace,
  );
  const { entrance, isService, listeners = [], object } = deployment.wayIn;
  const service = services.find(isService);
  if (service === undefined) throw new Error(`the gateway ${object.metadata.name} has no Service`);
  const host = hostOf(entrance);
  return {
    host: service.spec.clusterIP,
    port: listenerFor(entrance, listeners)?.port ?? 80,
    path: `${entrance.pathPrefix}/v1/completions`,
    headers: { ...entrance.headers, ...(host !== undefined && { host }) },
    model: deployment.model,
    prompts,
    concurrency,
    maxTokens: 16,
  };
}

/** Whether an answer is the work of a prefill pod and a decode pod, or of a pod that is to do both. */
export function isServed({ failure, prefilledBy, decodedBy }: Answer, { decode, prefill }: Verdict['pods']): boolean {
  return failure === undefined && decode.includes(decodedBy ?? '')
    && (prefill === undefined || prefill.includes(prefilledBy ?? ''));
}

/** Names of the ready pods of each role. */
export async function podsOf({ kubectl }: Cluster, { namespace, roles }: DistDeployment): Promise<Verdict['pods']> {
  const pods = (await kubectl.list<Pod>('pods', namespace)).filter(isReady);
  const names = ({ selector }: PartWorkload): readonly string[] =>
    pods
      .filter(({ metadata }) => selects(selector, metadata.labels))
      .map(({ metadata }) => metadata.name)
      .sort();
  return { ...(roles.prefill && { prefill: names(roles.prefill) }), decode: names(roles.decode) };
}

/** What the file takes for given, then the file as it is, as a user would apply it. */
async function applyAll(cluster: Cluster, deployment: DistDeployment): Promise<void> {
  await makeGiven(cluster, deployment);
  await cluster.kubectl.apply(deployment.objects);
}

/** Secrets that the file does not hold, with their namespace. */
export async function makeGiven(cluster: Cluster, deployment: DistDeployment): Promise<void> {
  const { kubectl } = cluster;
  const { namespace, secrets } = deployment;
  const gateway = givenGateway(cluster, deployment);
  if (gateway.length > 0) await kubectl.apply(gateway);
  const secretObjects = secrets.map(({ name, keys }) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    stringData: Object.fromEntries(keys.map(key => [key, 'stands in for a secret'])),
  }));
  if (secretObjects.length > 0)
    await kubectl.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, ...secretObjects]);
}

/** The Gateway of others that the route is attached to, with its namespace: it takes the routes of all. */
function givenGateway(
  { gatewayClassName }: Cluster, { wayIn: { entrance: { section = 'http' }, isOwn, object } }: DistDeployment,
): readonly object[] {
  const { apiVersion, kind, metadata } = object;
  const listener = { name: section, port: 80, protocol: 'HTTP', allowedRoutes: { namespaces: { from: 'All' } } };
  return isOwn
    ? []
    : [
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name: metadata.namespace } },
        { apiVersion, kind, metadata, spec: { gatewayClassName, listeners: [listener] } },
      ];
}

/** Gateway and picker learn of the last pods a moment after these are ready; what does not work by then never will. */
const SETTLING_SECONDS = 15;

async function requestsOf(
  cluster: Cluster,
  deployment: DistDeployment,
  options: RehearsalOptions,
): Promise<readonly Answer[]> {
  const load = await loadOf(cluster, deployment, options);
  const pods = await podsOf(cluster, deployment);
  const first = { ...load, prompts: 2 * ((pods.prefill ?? []).length + pods.decode.length) };
  await becomesTrue(SETTLING_SECONDS, async () => (await send(first)).every(answer => isServed(answer, pods)));
  return send(load);
}

/** Denied packets are known a second and a half after they were sent, `programs/rehearsal/cmd/network`. */
const DENIALS_SECONDS = 1.5;

async function why(
  cluster: Cluster,
  deployment: DistDeployment,
  answers: readonly Answer[],
): Promise<readonly string[]> {
  await pause(DENIALS_SECONDS);
  const causes = causesOf(
    await gatherEvidence(new KubectlReader(cluster.kubectl), deployment, { answers, denials: cluster.denials() }),
  );
  return causes.length > 0 ? causes : ['it does not work, and nothing that was looked at says why'];
}

/** Deletes a deployment's namespace at once, so that the next one finds an empty cluster. */
export async function takeDown({ kubectl }: Cluster, { namespace }: DistDeployment): Promise<void> {
  await kubectl.run([
    'delete',
    'deployments,replicasets,pods',
    '--all',
    '--namespace',
    namespace,
    '--grace-period',
    '0',
    '--force',
    '--wait=false',
  ]);
  await pause(1);
  await kubectl.run([
    'delete',
    'pods',
    '--all',
    '--namespace',
    namespace,
    '--grace-period',
    '0',
    '--force',
    '--wait=false',
  ]);
  await kubectl.run(['delete', 'namespace', namespace, '--timeout', '90s']);
}
