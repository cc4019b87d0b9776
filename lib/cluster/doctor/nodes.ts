import { Role } from '../../spec/role';
import type { Device } from '../../devices/device';
import { deviceIn, devices as kinds } from '../../devices/devices';
import { ClusterSnapshot, SnapshotNode } from './cluster-snapshot';
import { commandsText, Diagnosis, error, ok, unknown } from './diagnosis';
import { DistDeployment, rolesIn } from '../dist-deployment';
import { PodSpec } from '../../kube/kubernetes-objects';
import { mayRunOn } from './node-fit';
import { Amounts, requestsOf } from './pod-requests';
import { amountText } from '../../kube/quantity';

/** Whether the pods fit on the nodes: GPUs by product, the largest pod, all pods together, and other devices. */
export function checkNodes(snapshot: ClusterSnapshot, deployment: DistDeployment): readonly Diagnosis[] {
  const unread = snapshot.unreadable.find(({ what }) => what.startsWith('Node '));
  if (unread)
    return [
      unknown(
        'nodes',
        `unknown: ${unread.why}`,
        'get permission to list nodes, or pass a snapshot of an administrator to `llmd doctor --snapshot`',
      ),
    ];
  const wanted = podsOf(deployment);
  return [
    ...accelerators(snapshot, wanted),
    ...rolesIn(deployment).map(({ role }) => fitting(snapshot, wanted.filter(pods => pods.role === role))),
    together(snapshot, wanted),
    ...partial(snapshot),
  ];
}

interface WantedPods {
  readonly role: Role;
  readonly count: number;
  readonly spec: PodSpec;
  readonly requests: Amounts;
}

function podsOf(deployment: DistDeployment): readonly WantedPods[] {
  return rolesIn(deployment).flatMap(({ part, role }) => part.pods.map(({ count, template: { spec } }) =>
    ({ role, count: deployment.replicas[role] * count, spec, requests: requestsOf(spec) })));
}

/** What stands in the way of pods of a role, of which a group has several kinds. */
function fitting(snapshot: ClusterSnapshot, pods: readonly WantedPods[]): Diagnosis {
  const answers = pods.map(each => fits(snapshot, each));
  return answers.find(({ severity }) => severity !== 'ok') ?? answers[0]!;
}

/** The devices of the pods, each kind for itself: the roles may have different ones, or none. */
function accelerators(snapshot: ClusterSnapshot, wanted: readonly WantedPods[]): readonly Diagnosis[] {
  return kinds.flatMap((device) => {
    const { resource } = device;
    const asking = wanted.filter(({ requests }) => resource !== undefined && resource in requests);
    return resource === undefined || asking.length === 0 ? [] : [enough(snapshot, asking, { ...device, resource })];
  });
}

function enough(
  { nodes }: ClusterSnapshot, wanted: readonly WantedPods[],
  { installation, noun, plugin, productLabel = '', resource }: Device & { readonly resource: string },
): Diagnosis {
  const asked = wanted.reduce((total, { count, requests }) => total + count * (requests[resource] ?? 0), 0);
  const usable = nodes.filter(node => wanted.some(({ spec }) => mayRunOn(node, spec)));
  const byProduct = new Map<string, number>();
  for (const node of usable) {
    const product = node.labels[productLabel] ?? `${noun}s without a product label`;
    byProduct.set(product, (byProduct.get(product) ?? 0) + free(node, resource));
  }
  const total = [...byProduct.values()].reduce((a, b) => a + b, 0);
  const products = [...byProduct]
    .filter(([, count]) => count > 0)
    .map(([product, count]) => `${count} ${product}`)
    .join(', ');
  const seen
    = `${asked} required, ${total} free${products === '' ? '' : ` (${products})`} on ${usable.length} of `
      + `${nodes.length} nodes`;
  if (total >= asked) return ok(`${noun}s`, seen);
  return error(
    `${noun}s`,
    seen,
    total === 0 && nodes.every(node => node.allocatable[resource] === undefined)
      ? `no node offers ${resource}: install ${plugin}, for example ${commandsText(installation)}`
      : `add nodes, free ${noun}s, or lower \`replicas\`; nodes that are not ready, cordoned, tainted or of another `
        + '`accelerator` are not counted',
  );
}

/** Whether a pod fits on an otherwise empty node, and which resource is missing. */
function fits({ nodes }: ClusterSnapshot, { role, spec, requests }: WantedPods): Diagnosis {
  const check = `largest ${role} pod`;
  const usable = nodes.filter(node => mayRunOn(node, spec));
  const asks = Object.entries(requests).map(([name, amount]) => `${name} ${amountText(name, amount)}`).join(', ');
  if (usable.length === 0)
    return error(
      check,
      `no node can run it: each of the ${nodes.length} nodes is not ready, cordoned, tainted or lacks the `
      + 'required labels',
      'correct `accelerator`, `pod.nodeSelector` or `pod.tolerations`, or the nodes',
    );
  if (usable.some(node => lacking(node.allocatable, requests).length === 0))
    return ok(check, `fits on a node: ${asks}`);
  const least = usable.map(node => lacking(node.allocatable, requests)).sort((a, b) => a.length - b.length)[0]!;
  const short = least.map(
    name =>
      `${name}: ${amountText(name, requests[name]!)} required, at most `
      + `${amountText(name, Math.max(...usable.map(node => node.allocatable[name] ?? 0)))} on a node`,
  );
  return error(check, `fits on no node: ${short.join('; ')}`, least.some(name => devices.test(name))
    ? 'install the device plugin that provides it, correct `fabric`, or lower `parallelism.tensor`'
    : `lower \`${role}.${least.includes('memory') ? 'memory' : 'cpu'}\`, or use larger nodes`);
}

const devices = /\//;

/** How many pods fit at the same time, and which resources the others lack. */
function together({ nodes }: ClusterSnapshot, wanted: readonly WantedPods[]): Diagnosis {
  // One role may fit on fewer nodes than the other, so both orders are tried.
  const { lacks, placed } = [wanted, [...wanted].reverse()]
    .map(order => place(nodes, order))
    .sort((a, b) => b.placed - a.placed)[0]!;
  const all = wanted.reduce((total, { count }) => total + count, 0);
  const seen = `${placed} of ${all} fit beside the running pods`;
  if (placed === all) return ok('all pods together', seen);
  const short = [...lacks].map(([name, text]) => `${name} (${text})`).join(', ') || 'nodes';
  return error(
    'all pods together',
    `${seen}; the others lack ${short}`,
    'add nodes, free resources of other pods, or lower `replicas`',
  );
}

interface Packing {
  readonly placed: number;
  /** By resource, the required amount and the largest amount that is left on a node. */
  readonly lacks: ReadonlyMap<string, string>;
}

/**
 * First fit, pods with the most GPUs first. With another node at the end of the list, every pod that was placed gets
 * the same node.
 */
function place(nodes: readonly SnapshotNode[], wanted: readonly WantedPods[]): Packing {
  const left = nodes.map(node => ({ node, free: freeOf(node) }));
  const lacks = new Map<string, string>();
  let placed = 0;
  const gpusOf = ({ requests }: Pick<WantedPods, 'requests'>): number =>
    requests[deviceIn(requests).resource ?? ''] ?? 0;
  const pods = wanted
    .flatMap(({ count, ...pod }) => Array.from({ length: count }, () => pod))
    .sort((a, b) => gpusOf(b) - gpusOf(a));
  for (const { spec, requests } of pods) {
    const asked: Amounts = { ...requests, pods: 1 };
    const usable = left.filter(({ node }) => mayRunOn(node, spec));
    const found = usable.find(({ free }) => lacking(free, asked).length === 0);
    if (found === undefined) {
      for (const name of usable.flatMap(({ free }) => lacking(free, asked))) {
        if (lacks.has(name)) continue;
        const most = Math.max(0, ...usable.map(({ free }) => free[name] ?? 0));
        lacks.set(name, `${amountText(name, asked[name]!)} required, at most ${amountText(name, most)} left on a node`);
      }
      continue;
    }
    placed++;
    for (const [name, amount] of Object.entries(asked)) found.free[name] = (found.free[name] ?? 0) - amount;
  }
  return { placed, lacks };
}

function partial({ unreadable }: ClusterSnapshot): readonly Diagnosis[] {
  const pods = unreadable.find(({ what }) => what === 'Pod of the cluster');
  return pods
    ? [
        unknown(
          'pods of others',
          `unknown, so all resources of the nodes are counted as free: ${pods.why}`,
          'get permission to list the pods of all namespaces',
        ),
      ]
    : [];
}

function free({ allocatable, requested }: SnapshotNode, name: string): number {
  return Math.max(0, (allocatable[name] ?? 0) - (requested[name] ?? 0));
}

function freeOf(node: SnapshotNode): Record<string, number> {
  return Object.fromEntries(Object.keys(node.allocatable).map(name => [name, free(node, name)]));
}

/**
 * The resources of which less exists than required. Sums of fractions of a core are not exact; the smallest unit of
 * Kubernetes is a thousandth.
 */
function lacking(there: Amounts, wanted: Amounts): readonly string[] {
  return Object.entries(wanted)
    .filter(([name, amount]) => amount > 0 && (there[name] ?? 0) < amount - 1e-6)
    .map(([name]) => name);
}
