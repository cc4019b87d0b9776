import type { Workload, WorkloadController } from '../../workloads/workload';
import { workloadOf } from '../../workloads/workloads';
import type { ClusterSnapshot, SnapshotNode } from './cluster-snapshot';
import { Diagnosis, error, ok, unknown, warning } from './diagnosis';
import type { KubernetesObject } from '../../kube/kubernetes-objects';
import { DistDeployment, rolesIn } from '../dist-deployment';
import { PartWorkload, podsOfReplica } from '../part-workload';
import { mayRunOn } from './node-fit';
import { requestsOf } from './pod-requests';

/** Whether engines of several pods can be placed: the controller that makes them, and domains of nodes for each. */
export function checkGroups(snapshot: ClusterSnapshot, deployment: DistDeployment): readonly Diagnosis[] {
  return [
    ...controlledIn(deployment).flatMap(controlled => controllerDiagnoses(snapshot, controlled)),
    ...domains(snapshot, deployment),
  ];
}

/** The kinds in a file whose pods a controller makes that Kubernetes does not have. */
export function controlledIn({ objects }: Pick<DistDeployment, 'objects'>): readonly Controlled[] {
  const kinds = new Set(objects.flatMap(object => workloadOf(object) ?? []));
  return [...kinds].flatMap(({ controller, kind }) => controller === undefined ? [] : [{ controller, kind }]);
}

interface Controlled extends Pick<Workload, 'kind'> {
  readonly controller: WorkloadController;
}

function controllerDiagnoses(
  { unreadable, workloadControllers = [] }: ClusterSnapshot, { controller, kind }: Controlled,
): readonly Diagnosis[] {
  const { command, least, selector, title } = controller;
  const check = `controller of ${kind}`;
  const found = workloadControllers.filter(({ workload }) => workload === kind);
  if (found.length === 0) {
    const hidden = unreadable.find(({ what }) => what.startsWith('Deployment '));
    return [
      hidden
        ? unknown(check, `its version is unknown: ${hidden.why}`, `make sure that it is ${least} or newer`)
        : error(check, `no Deployment has the labels ${selector}, so nobody makes the pods`,
            `install ${title} ${least} or newer: \`${command}\``),
    ];
  }
  return found.map(({ image, namespace }) => {
    const where = `${image} in ${namespace}`;
    const [, version] = /:v?(\d+\.\d+(?:\.\d+)?)/.exec(image) ?? [];
    if (version === undefined)
      return unknown(check, `the version of ${where} is unknown`, `make sure that it is ${least} or newer`);
    return version.localeCompare(least, 'en', { numeric: true }) < 0
      ? warning(check, `${title} ${version} (${where}) is older than ${least}, the oldest that was read`,
          `install ${least} or newer: \`${command}\``)
      : ok(check, `${title} ${version}, in ${namespace}`);
  });
}

/**
 * Groups that have a domain of nodes for themselves. Their affinity is demanded, and it holds of all groups of the
 * namespace (LeaderWorkerSet v0.9.0, pkg/webhooks/pod_webhook.go `SetExclusiveAffinities`), so each needs one.
 */
function domains(snapshot: ClusterSnapshot, deployment: DistDeployment): readonly Diagnosis[] {
  if (snapshot.unreadable.some(({ what }) => what.startsWith('Node '))) return [];
  const labels = new Map<string, PlacedGroups[]>();
  const sets = new Set<KubernetesObject>();
  for (const { part, role } of rolesIn(deployment)) {
    const label = workloadOf(part.object)?.domainOf(part.object);
    const groups = { part, replicas: deployment.replicas[role] };
    if (label !== undefined) labels.set(label, [...labels.get(label) ?? [], groups]);
    if (part.applied !== part.object) sets.add(part.applied);
  }
  return [
    ...[...labels].map(([label, groups]) => domainDiagnosis(snapshot, label, groups)),
    ...[...sets].flatMap(set => sliceDiagnoses(snapshot, deployment, set)),
  ];
}

/** Slices that have a domain of nodes for themselves, both roles of each in one. */
function sliceDiagnoses(
  { nodes }: ClusterSnapshot, deployment: DistDeployment, set: KubernetesObject,
): readonly Diagnosis[] {
  const label = workloadOf(set)?.domainOf(set);
  if (label === undefined) return [];
  const slices = workloadOf(set)?.makes?.setsOf(set) ?? 1;
  const parts = rolesIn(deployment).map(({ part, role }) =>
    ({ part, pods: deployment.replicas[role] / slices * podsOfReplica(part) }));
  const usable = nodes.filter(node => parts.some(({ part }) => mayRunOn(node, part.template.spec)));
  const byDomain = domainsOf(usable, label);
  const check = `domains by ${label}`;
  if (byDomain.size === 0) return [unlabelled(check, usable.length, label, '`disaggregatedSet.placement`')];
  // Of both roles together the room is not less than that of the one with larger pods.
  const enough = [...byDomain.values()].filter(members => parts.every(({ part, pods }) =>
    roomFor(part, members) >= pods)).length;
  const seen = `${slices} slices need a value of '${label}' each with nodes for ${
    parts.map(({ part, pods }) => `${pods} pods of ${part.name}`).join(' and ')}; ${enough} of ${byDomain.size} have `
    + 'them, each role for itself';
  return [enough >= slices
    ? ok(check, seen)
    : error(check, seen, 'add nodes, lower `slices` or `replicas`, or leave `disaggregatedSet.placement` out')];
}

interface PlacedGroups {
  readonly part: PartWorkload;
  readonly replicas: number;
}

function domainDiagnosis({ nodes }: ClusterSnapshot, label: string, groups: readonly PlacedGroups[]): Diagnosis {
  const check = `domains by ${label}`;
  const usable = nodes.filter(node => groups.some(({ part }) => mayRunOn(node, part.template.spec)));
  const byDomain = domainsOf(usable, label);
  if (byDomain.size === 0) return unlabelled(check, usable.length, label, '`parallelism.exclusiveTopology`');
  const wanted = groups.reduce((sum, { replicas }) => sum + replicas, 0);
  const largest = groups.reduce((a, b) => podsOfReplica(b.part) > podsOfReplica(a.part) ? b : a).part;
  const size = podsOfReplica(largest);
  const rooms = [...byDomain].map(([value, members]) => ({ value, room: roomFor(largest, members) }));
  const enough = rooms.filter(({ room }) => room >= size).length;
  const seen = `${wanted} groups of up to ${size} pods need a value of '${label}' each with nodes for them; `
    + `${enough} of ${rooms.length} have them (${rooms.slice(0, 5).map(({ room, value }) => `${value}: ${room} pods`)
      .join(', ')}${rooms.length > 5 ? ', ...' : ''})`;
  return enough >= wanted
    ? ok(check, seen)
    : error(check, seen, 'add nodes, lower `replicas` or `parallelism.nodes`, or leave `exclusiveTopology` out');
}

function domainsOf(nodes: readonly SnapshotNode[], label: string): ReadonlyMap<string, readonly SnapshotNode[]> {
  const found = new Map<string, SnapshotNode[]>();
  for (const node of nodes) {
    const value = node.labels[label];
    if (value !== undefined) found.set(value, [...found.get(value) ?? [], node]);
  }
  return found;
}

function unlabelled(check: string, nodes: number, label: string, field: string): Diagnosis {
  return error(check, `none of the ${nodes} nodes that can run the pods has the label '${label}', so they stay pending`,
    `label the nodes, or set ${field} to a label that they have`);
}

/** Pods that empty nodes take, by the amounts of which there are the fewest. */
function roomFor({ template }: PartWorkload, nodes: readonly SnapshotNode[]): number {
  const asked = Object.entries(requestsOf(template.spec)).filter(([, amount]) => amount > 0);
  return nodes.filter(node => mayRunOn(node, template.spec)).reduce((sum, { allocatable }) =>
    sum + Math.min(...asked.map(([name, amount]) => Math.floor((allocatable[name] ?? 0) / amount + 1e-6))), 0);
}
