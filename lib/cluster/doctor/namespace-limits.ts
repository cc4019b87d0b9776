import { isIP } from 'node:net';
import type { KubernetesObject, Labels, Pod } from '../../kube/kubernetes-objects';
import type { IpFamily } from '../../spec/network';
import type { SnapshotLimitRange, SnapshotQuota } from './cluster-snapshot';

/** A ResourceQuota as the API has it. */
export interface ResourceQuota extends KubernetesObject {
  readonly status?: { readonly hard?: Labels; readonly used?: Labels };
}

/** A LimitRange as the API has it. */
export interface LimitRange extends KubernetesObject {
  readonly spec: { readonly limits: readonly (Partial<SnapshotLimitRange> & { readonly type: string })[] };
}

/** What quotas allow. One whose controller has not counted yet allows nothing that is known. */
export function quotasOf(quotas: readonly ResourceQuota[]): readonly SnapshotQuota[] {
  return quotas.map(({ metadata: { name }, status }) => ({ name, hard: status?.hard ?? {}, used: status?.used ?? {} }));
}

/** What LimitRanges say of containers. */
export function limitRangesOf(ranges: readonly LimitRange[]): readonly SnapshotLimitRange[] {
  return ranges.flatMap(({ metadata: { name }, spec }) =>
    spec.limits.filter(({ type }) => type === 'Container').map(limit => ({
      name,
      min: limit.min ?? {},
      max: limit.max ?? {},
      default: limit.default ?? {},
      defaultRequest: limit.defaultRequest ?? {},
    })));
}

/** The families of the pods' own addresses; pods on the network of their node have the node's. */
export function podIpFamilies(pods: readonly Pod[]): readonly IpFamily[] {
  const families = pods
    .filter(({ spec }) => spec.hostNetwork !== true)
    .map(({ status: { podIP = '' } }) => familyOf[isIP(podIP)])
    .filter(family => family !== undefined);
  return [...new Set(families)].sort();
}

const familyOf: Readonly<Record<number, IpFamily>> = { 4: 'IPv4', 6: 'IPv6' };
