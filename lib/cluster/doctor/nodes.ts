import { Role } from '../../spec/role';
import { deviceIn } from '../../devices/devices';
import { ClusterSnapshot, SnapshotNode } from './cluster-snapshot';
import { Diagnosis, error, ok, unknown } from './diagnosis';
import { DistDeployment } from '../dist-deployment';
import { PodSpec } from '../../kube/kubernetes-objects';
import { mayRunOn } from './node-fit';
import { Amounts, requestsOf } from './pod-requests';
import { amountText } from '../../kube/quantity';

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
    const { spec } = roles[role].template;
    return { role, count: replicas[role], spec, requests: requestsOf(spec) };
  });
}

function gpus({ nodes }: ClusterSnapshot, wanted: readonly WantedPods[]): Diagnosis {
  const { plugin, productLabel, resource } = deviceIn(Object.assign({}, ...wanted.map(({ requests }) => requests)) as Amounts);
  const asked = wanted.reduce((total, { count, requests }) => total + count * (requests[resource] ?? 0), 0);
  const usable = nodes.filter(node => wanted.some(({ spec }) => mayRunOn(node, spec)));
  const byProduct = new Map<string, number>();
  for (const node of usable) {
    const product = node.labels[productLabel] ?? 'GPUs without a product label';
    byProduct.set(product, (byProduct.get(product) ?? 0) + free(node, resource));
  }
  const total = [...byProduct.values()].reduce((a, b) => a + b, 0);
  const products = [...byProduct].filter(([, count]) => count > 0).map(([product, count]) => `${count} ${product}`).join(', ');
  const seen = `${asked} wanted, ${total} free${products === '' ? '' : ` (${products})`} on ${usable.length} of ${nodes.length} nodes`;
  if (total >= asked) return ok('GPUs', seen);
  return error('GPUs', seen, total === 0 && nodes.every(node => node.allocatable[resource] === undefined)
    ? `no node offers ${resource}: install ${plugin}`
    : 'add nodes, free GPUs, or lower `replicas`; nodes that are not ready, cordoned, tainted or of another `accelerator` do not count');
}

/** Whether a pod would find a place on a node with nobody else's pods on it, and which resource it lacks. */
function fits({ nodes }: ClusterSnapshot, { role, spec, requests }: WantedPods): Diagnosis {
  const check = `largest ${role} pod`;
  const usable = nodes.filter(node => mayRunOn(node, spec));
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

/** How many pods find a place at once, and what the rest lacks. */
function together({ nodes }: ClusterSnapshot, wanted: readonly WantedPods[]): Diagnosis {
  // One role may run on fewer nodes than the other, whose pods must not take these first.
  const { lacks, placed } = [wanted, [...wanted].reverse()].map(order => place(nodes, order)).sort((a, b) => b.placed - a.placed)[0]!;
  const all = wanted.reduce((total, { count }) => total + count, 0);
  const seen = `${placed} of ${all} find a place beside what runs`;
  if (placed === all) return ok('all pods together', seen);
  const short = [...lacks].map(([name, text]) => `${name} (${text})`).join(', ') || 'nodes';
  return error('all pods together', `${seen}; the others lack ${short}`, 'add nodes, free what others hold, or lower `replicas`');
}

interface Packing {
  readonly placed: number;
  /** By resource, how much was wanted and how much the node with the most had left. */
  readonly lacks: ReadonlyMap<string, string>;
}

/** First fit, those with the most GPUs first. With a node more at the end every pod that was placed finds the same place. */
function place(nodes: readonly SnapshotNode[], wanted: readonly WantedPods[]): Packing {
  const left = nodes.map(node => ({ node, free: freeOf(node) }));
  const lacks = new Map<string, string>();
  let placed = 0;
  const gpusOf = ({ requests }: Pick<WantedPods, 'requests'>): number => requests[deviceIn(requests).resource] ?? 0;
  const pods = wanted.flatMap(({ count, ...pod }) => Array.from({ length: count }, () => pod)).sort((a, b) => gpusOf(b) - gpusOf(a));
  for (const { spec, requests } of pods) {
    const asked: Amounts = { ...requests, pods: 1 };
    const usable = left.filter(({ node }) => mayRunOn(node, spec));
    const found = usable.find(({ free }) => lacking(free, asked).length === 0);
    if (found === undefined) {
      for (const name of usable.flatMap(({ free }) => lacking(free, asked))) {
        if (lacks.has(name)) continue;
        const most = Math.max(0, ...usable.map(({ free }) => free[name] ?? 0));
        lacks.set(name, `${amountText(name, asked[name]!)} wanted, at most ${amountText(name, most)} left on a node`);
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
  return pods ? [unknown('pods of others', `not known, so all that nodes have is taken for free: ${pods.why}`, 'ask somebody who may list pods')] : [];
}

function free({ allocatable, requested }: SnapshotNode, name: string): number {
  return Math.max(0, (allocatable[name] ?? 0) - (requested[name] ?? 0));
}

function freeOf(node: SnapshotNode): Record<string, number> {
  return Object.fromEntries(Object.keys(node.allocatable).map(name => [name, free(node, name)]));
}

/** The resources of which there is less than wanted. Fractions of a core do not add up exactly; the smallest that Kubernetes counts is a thousandth. */
function lacking(there: Amounts, wanted: Amounts): readonly string[] {
  return Object.entries(wanted).filter(([name, amount]) => amount > 0 && (there[name] ?? 0) < amount - 1e-6).map(([name]) => name);
}
