import { Container, containersOf } from '../../kube/kubernetes-objects';
import { claimedByClass } from '../../devices/devices-of-pod';
import { amountOf, amountText } from '../../kube/quantity';
import { DistDeployment, rolesIn } from '../dist-deployment';
import { PartWorkload } from '../part-workload';
import { ClusterSnapshot, SnapshotLimitRange, SnapshotQuota } from './cluster-snapshot';
import { Diagnosis, error, ok, unknown } from './diagnosis';

/** Whether the ResourceQuotas and LimitRanges of the namespace admit the pods. */
export function checkLimits(snapshot: ClusterSnapshot, deployment: DistDeployment): readonly Diagnosis[] {
  const { limitRanges, quotas, unreadable } = snapshot;
  const hidden = unreadable.filter(({ what }) => /^(ResourceQuota|LimitRange) /.test(what)).map(({ what, why }) =>
    unknown('limits', `${what} is unknown: ${why}`, 'get permission to list resourcequotas and limitranges'));
  const parts = partsOf(deployment);
  const found = [
    ...quotas.flatMap(quota => [...unstated(quota, limitRanges, parts), ...exceeded(quota, limitRanges, parts)]),
    ...limitRanges.flatMap(range => outside(range, parts)),
  ];
  const seen = [...quotas, ...limitRanges].map(({ name }) => name).join(', ');
  return [...hidden, ...found, ...(found.length === 0 && seen !== '' ? [ok('limits', `${seen} admit the pods`)] : [])];
}

interface Part {
  readonly workload: Pick<PartWorkload, 'name' | 'template'>;
  readonly count: number;
  /** Devices that one pod claims, by DeviceClass. */
  readonly claimed: Readonly<Record<string, number>>;
}

function partsOf(deployment: DistDeployment): readonly Part[] {
  const { objects, picker, replicas } = deployment;
  return [
    ...rolesIn(deployment).flatMap(({ part, role }) => kindsOf(part, replicas[role], objects)),
    ...kindsOf(picker, replicas.picker, objects),
  ];
}

/** A group has pods of several kinds. */
function kindsOf(
  { name, pods }: PartWorkload, replicas: number, objects: DistDeployment['objects'],
): readonly Part[] {
  return pods.map(({ count, template }) => ({
    workload: { name, template }, count: count * replicas, claimed: claimedByClass(template.spec, objects),
  }));
}

/** Of CPU and memory a quota asks that every container states what it counts (ResourceQuota `must specify`). */
const stated = /^(limits|requests)\.(cpu|memory|ephemeral-storage)$/;

function unstated(
  { hard, name }: SnapshotQuota, ranges: readonly SnapshotLimitRange[], parts: readonly Part[],
): readonly Diagnosis[] {
  return Object.keys(hard).filter(key => /^(limits|requests)\.(cpu|memory)$/.test(key)).flatMap((key) => {
    const lacking = parts.flatMap(({ workload: { name: workload, template } }) =>
      containersOf(template.spec)
        .filter(container => amountIn(container, key, ranges) === undefined)
        .map(container => `${container.name} of ${workload}`));
    return lacking.length === 0
      ? []
      : [
          error(
            'limits',
            `ResourceQuota ${name} counts ${key}, which ${lacking.join(', ')} does not state, so its pods are refused`,
            'set `resources` of the container in `containers`, or have a LimitRange give it a default',
          ),
        ];
  });
}

/** Whether the whole deployment fits, as if nothing else were in the namespace: what is used may be its own. */
function exceeded(
  { hard, name, used }: SnapshotQuota, ranges: readonly SnapshotLimitRange[], parts: readonly Part[],
): readonly Diagnosis[] {
  return Object.entries(hard).flatMap(([key, most]) => {
    const wanted = parts.reduce((sum, part) => sum + part.count * amountOfPod(part, key, ranges), 0);
    const resource = key.replace(/^(limits|requests)\./, '');
    return wanted <= amountOf(most)
      ? []
      : [
          error(
            'limits',
            `ResourceQuota ${name} allows ${most} of ${key} (${used[key] ?? '0'} used), the pods need `
            + amountText(resource, wanted),
            'raise the quota, or lower `replicas`, `cpu` or `memory`',
          ),
        ];
  });
}

function amountOfPod(
  { claimed, workload: { template } }: Part, key: string, ranges: readonly SnapshotLimitRange[],
): number {
  if (key === 'pods' || key === 'count/pods') return 1;
  // Kubernetes 1.34 pkg/apis/core/types.go, ResourceClaimsPerClass.
  const [, ofClass] = /^(.+)\.deviceclass\.resource\.k8s\.io\/devices$/.exec(key) ?? [];
  if (ofClass !== undefined) return claimed[ofClass] ?? 0;
  return containersOf(template.spec).reduce((all, container) => all + (amountIn(container, key, ranges) ?? 0), 0);
}

function outside({ max, min, name }: SnapshotLimitRange, parts: readonly Part[]): readonly Diagnosis[] {
  return parts.flatMap(({ workload: { name: workload, template } }) =>
    containersOf(template.spec).flatMap((container) => {
      const { limits = {}, requests = {} } = container.resources ?? {};
      const over = Object.entries(max).filter(([resource, most]) =>
        amountOf(limits[resource] ?? requests[resource] ?? '0') > amountOf(most));
      const under = Object.entries(min).filter(([resource, least]) =>
        amountOf(requests[resource] ?? limits[resource] ?? least) < amountOf(least));
      return [
        ...over.map(([resource, most]) => ({ word: 'at most', resource, bound: most })),
        ...under.map(([resource, least]) => ({ word: 'at least', resource, bound: least })),
      ].map(({ bound, resource, word }) =>
        error(
          'limits',
          `LimitRange ${name} allows ${word} ${bound} of ${resource} in a container, ${container.name} of ${workload} `
          + `has ${limits[resource] ?? requests[resource]}`,
          'change the LimitRange, or the amount of the container',
        ));
    }));
}

/** What a container has of what a quota counts, a default of a LimitRange included. */
function amountIn(
  { resources = {} }: Container, key: string, ranges: readonly SnapshotLimitRange[],
): number | undefined {
  const kind = key.startsWith('limits.') ? 'limits' : 'requests';
  if (!key.startsWith(`${kind}.`) && !stated.test(`requests.${key}`)) return undefined;
  const resource = key.replace(/^(limits|requests)\./, '');
  const ofRanges = ranges.map(range => (kind === 'limits' ? range.default : range.defaultRequest)[resource]);
  const { limits = {}, requests = {} } = resources;
  const own = kind === 'limits' ? limits[resource] : requests[resource] ?? limits[resource];
  const amount = own ?? ofRanges.find(value => value !== undefined);
  return amount === undefined ? undefined : amountOf(amount);
}
