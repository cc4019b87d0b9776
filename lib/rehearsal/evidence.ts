import { Cluster } from './cluster';
import { Event, Evidence } from './causes';
import { Attached, containersOf, Gateway, InferencePool, isReady, KubernetesObject, Pod, templateOf } from './kubernetes-objects';
import { poolResource, RehearsedDeployment } from './rehearsed-deployment';
import { Answer } from './requests';
import { pause } from './waiting';

/** Denied packets are known a second and a half after they were sent, `programs/network`. */
const DENIALS_SECONDS = 1.5;

/** Looks at everything that may tell why a deployment does not work. */
export async function gatherEvidence(cluster: Cluster, deployment: RehearsedDeployment, answers: readonly Answer[]): Promise<Evidence> {
  await pause(DENIALS_SECONDS);
  const { kubectl } = cluster;
  const { namespace } = deployment;
  const read = async <T extends KubernetesObject>(kind: string, { metadata: { name } }: KubernetesObject): Promise<T> =>
    JSON.parse(await kubectl.run(['get', kind, name, '--namespace', namespace, '--output', 'json'])) as T;
  const [pods, events, gateway, route, pool] = await Promise.all([
    kubectl.list<Pod>('pods', namespace),
    kubectl.list<Event & KubernetesObject>('events', namespace, '--sort-by', '.lastTimestamp'),
    read<Gateway>('gateways.gateway.networking.k8s.io', deployment.gateway),
    read<Attached>('httproutes.gateway.networking.k8s.io', deployment.route),
    read<InferencePool>(poolResource(deployment.pool), deployment.pool),
  ]);
  return {
    deployment, pods, events, gateway, route, pool, answers, denials: cluster.denials(), logs: await logsOfUnready(cluster, pods),
    ...await pickerConfig(cluster, deployment),
  };
}

async function logsOfUnready({ kubectl }: Cluster, pods: readonly Pod[]): Promise<Evidence['logs']> {
  const logs: Record<string, string> = {};
  for (const [template, pod] of new Map(pods.filter(pod => !isReady(pod)).map(pod => [templateOf(pod), pod]))) {
    for (const { name } of containersOf(pod.spec)) {
      const asked = ['logs', pod.metadata.name, '--namespace', pod.metadata.namespace!, '--container', name, '--tail', '200'];
      logs[`${template}/${name}`] = await kubectl.run(asked).catch(() => '');
    }
  }
  return logs;
}

async function pickerConfig({ kubectl }: Cluster, { picker, namespace }: RehearsedDeployment): Promise<{ readonly pickerConfig?: string }> {
  const configMaps = await kubectl.list<KubernetesObject & { readonly data?: Readonly<Record<string, string>> }>('configmaps', namespace);
  const text = Object.values(configMaps.find(({ metadata }) => metadata.name === picker.metadata.name)?.data ?? {})[0];
  return text === undefined ? {} : { pickerConfig: text };
}
