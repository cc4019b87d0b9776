import { devices } from '../../devices/devices';
import { claimedByClass, deviceOfClass } from '../../devices/devices-of-pod';
import { amountOf } from '../../kube/quantity';
import type { Container, KubernetesObject, PodSpec } from '../../kube/kubernetes-objects';
import type { Side } from '../manifests/side';

/** What a deployment asks a cluster for, at least and at most where an autoscaler decides. */
export interface Demand {
  /** By resource: `GPUs NVIDIA-H100-80GB-HBM3`, `cpu` in cores, `memory` and `storage` in bytes, others as named. */
  readonly [resource: string]: Range;
}

/** A number of which an autoscaler decides between two. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** What all pods and claims of a side ask for. */
export function demandOf(side: Side): Demand {
  const total: Record<string, { least: number; most: number }> = {};
  const add = (resource: string, least: number, most: number): void => {
    const sum = total[resource] ??= { least: 0, most: 0 };
    sum.least += least;
    sum.most += most;
  };
  const templates = side.ofKinds(claimTemplates);
  for (const { least, most, part } of side.pods) {
    for (const { count, template: { spec } } of part.pods) {
      for (const [resource, amount] of [...Object.entries(podDemand(spec)), ...claimDemand(spec, templates)]) {
        add(resource, amount * count * least, amount * count * most);
      }
    }
  }
  for (const claim of side.ofKinds(claims) as readonly Claim[]) {
    const amount = amountOf(claim.spec.resources?.requests?.storage ?? 0);
    add('storage', amount, amount);
  }
  return total;
}

const claimTemplates: ReadonlySet<string> = new Set(['ResourceClaimTemplate']);

const claims: ReadonlySet<string> = new Set(['PersistentVolumeClaim']);

interface Claim extends KubernetesObject {
  readonly spec: { readonly resources?: { readonly requests?: Readonly<Record<string, string>> } };
}

/**
 * What the scheduler counts for a pod: its containers and sidecars together, or a container before them where that asks
 * for more (Kubernetes documentation, "Sidecar Containers", resource sharing within containers).
 */
function podDemand({ containers, initContainers = [], nodeSelector = {} }: PodSpec): Readonly<Record<string, number>> {
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always');
  const first = initContainers.filter(({ restartPolicy }) => restartPolicy !== 'Always');
  const demand: Record<string, number> = {};
  for (const container of [...containers, ...sidecars]) {
    for (const [resource, amount] of amounts(container)) demand[resource] = (demand[resource] ?? 0) + amount;
  }
  for (const container of first) {
    for (const [resource, amount] of amounts(container)) demand[resource] = Math.max(demand[resource] ?? 0, amount);
  }
  return Object.fromEntries(Object.entries(demand)
    .map(([resource, amount]) => [named(resource, nodeSelector), amount]));
}

/** What a pod claims: accelerators as those of a device plugin, other devices by their class. */
function claimDemand(
  { nodeSelector = {}, ...pod }: PodSpec, templates: readonly KubernetesObject[],
): readonly (readonly [string, number])[] {
  const accelerators = claimedByClass(pod, templates, 'accelerator');
  return Object.entries(claimedByClass(pod, templates)).map(([name, count]) =>
    [name in accelerators ? named(deviceOfClass(name).resource ?? name, nodeSelector) : name, count]);
}

/** Disk of the node is no cost of its own. */
function amounts({ resources = {} }: Container): readonly (readonly [string, number])[] {
  const { limits = {}, requests = {} } = resources;
  return Object.entries({ ...limits, ...requests })
    .filter(([resource]) => resource !== 'ephemeral-storage' && (resource in requests || resource.includes('/')))
    .map(([resource, amount]) => [resource, amountOf(amount)]);
}

/** A GPU by its product, where the pods select nodes by it. */
function named(resource: string, nodeSelector: Readonly<Record<string, string>>): string {
  const device = devices.find(device => device.resource === resource);
  if (device === undefined) return resource;
  const product = [device.productLabel ?? [], Object.keys(device.otherLabels)].flat().map(label => nodeSelector[label])
    .find(value => value !== undefined);
  return product === undefined ? `${device.noun}s ${resource}` : `${device.noun}s ${product}`;
}
