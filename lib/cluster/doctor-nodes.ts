import { Role } from '../compatibility/release';
import { GPU_PRODUCT_LABEL } from '../facts/accelerators';
import { ClusterSnapshot, SnapshotNode } from './cluster-snapshot';
import { Diagnosis, error, ok, unknown } from './diagnosis';
import { DistDeployment } from './dist-deployment';
import { PodSpec, selects } from './kubernetes-objects';
import { Amounts, requestsOf } from './pod-requests';
import { amountText } from './quantity';

/** Whether the pods find nodes: GPUs by product, the largest pod, all pods together, and other devices. */
export function checkNodes(snapshot: ClusterSnapshot, deployment: DistDeployment): readonly Diagnosis[] {
  const unread = snapshot.unreadable.find(({ what }) => what.startsWith('Node '));
  if (unread) return [unknown('nodes', `not known: ${unread.why}`, 'ask somebody who may list nodes, or give `llmd doctor --snapshot` a snapshot of theirs')];
  const wanted = podsOf(deployment);
  return [gpus(snapshot, wanted), ...wanted.map(pod => fits(snapshot, pod)), together(snapshot, wanted), ...partial(snapshot)];
}

interface WantedPods {
  readonly role: Role;
  readonly count: number;
  readonly spec: PodSpec;
  readonly requests: Amounts;
}

function podsOf({ roles, replicas }: DistDeployment): readonly WantedPods[] {
  return (['prefill', 'decode'] as const).map((role) => {
    const { spec } = roles[role].spec.template;
    return { role, count: replicas[role], spec, requests: requestsOf(spec) };
  });
}

const GPU = 'nvidia.com/gpu';

function gpus({ nodes }: ClusterSnapshot, wanted: readonly WantedPods[]): Diagnosis {
  const asked = wanted.reduce((total, { count, requests }) => total + count * (requests[GPU] ?? 0), 0);
  const usable = nodes.filter(node => wanted.some(({ spec }) => takes(node, spec)));
  const byProduct = new Map<string, number>();
  for (const node of usable) {
    const product = node.labels[GPU_PRODUCT_LABEL] ?? 'GPUs without a product label';
    byProduct.set(product, (byProduct.get(product) ?? 0) + free(node, GPU));
  }
  const total = [...byProduct.values()].reduce((a, b) => a + b, 0);
  const products = [...byProduct].filter(([, count]) => count > 0).map(([product, count]) => `${count} ${product}`).join(', ');
  const seen = `${asked} wanted, ${total} free${products === '' ? '' : ` (${products})`} on ${usable.length} of ${nodes.length} nodes`;
  if (total >= asked) return ok('GPUs', seen);
  return error('GPUs', seen, total === 0 && nodes.every(node => node.allocatable[GPU] === undefined)
    ? 'no node offers nvidia.com/gpu: install the NVIDIA device plugin or GPU operator'
    : 'add nodes, free GPUs, or lower `replicas`; nodes that are not ready, cordoned, tainted or of another `accelerator` do not count');
}

/** Whether a pod would find a place on a node with nobody else's pods on it, and which resource it lacks. */
function fits({ nodes }: ClusterSnapshot, { role, spec, requests }: WantedPods): Diagnosis {
  const check = `largest ${role} pod`;
  const usable = nodes.filter(node => takes(node, spec));
  const asks = Object.entries(requests).map(([name, amount]) => `${name} ${amountText(name, amount)}`).join(', ');
  if (usable.length === 0) return error(check, `no node takes it: all ${nodes.length} are not ready, cordoned, tainted or without its labels`, 'correct `accelerator`, `pod.nodeSelector` or `pod.tolerations`, or the nodes');
  if (usable.some(node => lacking(node.allocatable, requests).length === 0)) return ok(check, `fits a node: ${asks}`);
  const least = usable.map(node => lacking(node.allocatable, requests)).sort((a, b) => a.length - b.length)[0]!;
  const short = least.map(name => `${name}: ${amountText(name, requests[name]!)} wanted, at most ${amountText(name, Math.max(...usable.map(node => node.allocatable[name] ?? 0)))} on a node`);
  return error(check, `fits no node: ${short.join('; ')}`, least.some(name => devices.test(name))
    ? 'install the device plugin that offers it, correct `fabric`, or lower `parallelism.tensor`'
    : `lower \`${role}.${least.includes('memory') ? 'memory' : 'cpu'}\`, or take larger nodes`);
}

const devices = /\//;

/** Places all pods, the largest first, on what is free; how many find a place, and what the rest lacks. */
function together({ nodes }: ClusterSnapshot, wanted: readonly WantedPods[]): Diagnosis {
  const left = nodes.map(node => ({ node, free: freeOf(node) }));
  const lacks = new Map<string, number>();
  let placed = 0;
  const pods = wanted.flatMap(({ count, ...pod }) => Array.from({ length: count }, () => pod)).sort((a, b) => (b.requests[GPU] ?? 0) - (a.requests[GPU] ?? 0));
  for (const { spec, requests } of pods) {
    const usable = left.filter(({ node }) => takes(node, spec));
    const place = usable.find(({ free }) => lacking({ pods: 1, ...free }, { ...requests, pods: 1 }).length === 0);
    if (place === undefined) {
      for (const name of new Set(usable.flatMap(({ free }) => lacking(free, requests)))) lacks.set(name, (lacks.get(name) ?? 0) + 1);
      continue;
    }
    placed++;
    for (const [name, amount] of Object.entries({ ...requests, pods: 1 })) place.free[name] = (place.free[name] ?? 0) - amount;
  }
  if (placed === pods.length) return ok('all pods together', `${placed} of ${pods.length} find a place beside what runs`);
  const short = [...lacks.keys()].join(', ') || 'nodes';
  return error('all pods together', `${placed} of ${pods.length} find a place beside what runs; the others lack ${short}`, 'add nodes, free what others hold, or lower `replicas`');
}

function partial({ unreadable }: ClusterSnapshot): readonly Diagnosis[] {
  const pods = unreadable.find(({ what }) => what === 'Pod of the cluster');
  return pods ? [unknown('pods of others', `not known, so all that nodes have is taken for free: ${pods.why}`, 'ask somebody who may list pods')] : [];
}

function free({ allocatable, requested }: SnapshotNode, name: string): number {
  return Math.max(0, (allocatable[name] ?? 0) - (requested[name] ?? 0));
}

function freeOf(node: SnapshotNode): Record<string, number> {
  return Object.fromEntries(Object.keys(node.allocatable).map(name => [name, free(node, name)]));
}

/** The resources of which there is less than wanted. */
function lacking(there: Amounts, wanted: Amounts): readonly string[] {
  return Object.entries(wanted).filter(([name, amount]) => (there[name] ?? 0) < amount).map(([name]) => name);
}

function takes({ labels, ready, taints, unschedulable }: SnapshotNode, { nodeSelector = {}, tolerations = [] }: PodSpec): boolean {
  const repels = taints.filter(({ effect }) => effect !== 'PreferNoSchedule');
  return ready && !unschedulable && selects(nodeSelector, labels)
    && repels.every(taint => (tolerations as readonly Toleration[]).some(toleration => tolerates(toleration, taint)));
}

interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

function tolerates({ effect, key, operator = 'Equal', value = '' }: Toleration, taint: SnapshotNode['taints'][number]): boolean {
  if (effect !== undefined && effect !== taint.effect) return false;
  if (key !== undefined && key !== taint.key) return false;
  return operator === 'Exists' || (key !== undefined && value === (taint.value ?? ''));
}
