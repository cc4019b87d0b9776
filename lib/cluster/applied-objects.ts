import { ClusterReader } from '../kube/cluster-reader';
import { KubernetesObject } from '../kube/kubernetes-objects';
import { objectKey } from '../kube/object-key';
import { RECORD_KEY, RecordedObject, recordName } from '../plan/record';
import type { DistDeployment } from './dist-deployment';
import { readRecord } from './dist-record';

/** What tells an object of a deployment from all others. */
export type ObjectIdentity = Omit<RecordedObject, 'digest'>;

/** The objects of a deployment that the record in the cluster lists. */
export interface AppliedObjects {
  /** Those of its record, and those that an earlier apply made and none has deleted since. */
  readonly objects: readonly ObjectIdentity[];
  /** Why the cluster has no record that can be read; absent where it has one. */
  readonly noRecord?: string;
}

/** Reads the record of a deployment in the cluster. */
export async function appliedObjects(
  reader: ClusterReader, { name, namespace }: Pick<DistDeployment, 'name' | 'namespace'>,
): Promise<AppliedObjects> {
  const found = await reader.read<ConfigMap>('v1', 'ConfigMap', recordName(name), namespace);
  if (found === undefined) {
    const why = 'an earlier version of cdk8s-llm-d deployed it, or nothing was deployed';
    return { objects: [], noRecord: `there is no ConfigMap/${recordName(name)}: ${why}` };
  }
  const others = othersIn(found);
  try {
    return { objects: [...readRecord(found).objects, ...others] };
  } catch (error) {
    return { objects: others, noRecord: (error as Error).message };
  }
}

/** The record of a deployment as it is applied while objects are there that its file does not have. */
export function withOthers(record: KubernetesObject, others: readonly ObjectIdentity[]): KubernetesObject {
  if (others.length === 0) return record;
  const { data } = record as ConfigMap;
  const identities = others.map(({ apiVersion, kind, name, namespace }) => ({ apiVersion, kind, namespace, name }));
  const withKey: ConfigMap = {
    ...record,
    data: { ...data, [OTHERS_KEY]: `${JSON.stringify(identities, undefined, 1)}\n` },
  };
  return withKey;
}

/** Whether an object of a file is its record. */
export function isRecord(object: KubernetesObject): boolean {
  return object.kind === 'ConfigMap' && (object as ConfigMap).data?.[RECORD_KEY] !== undefined;
}

/** The objects among these that a deployment's file does not have. The version of an API does not count. */
export function notIn(
  objects: readonly ObjectIdentity[], { record }: Pick<DistDeployment, 'record'>,
): readonly ObjectIdentity[] {
  const others = new Map(objects.map(object => [identityKey(object), object]));
  for (const object of record.objects) others.delete(identityKey(object));
  return [...others.values()];
}

/** The identity of an object. */
export function identityOf({ apiVersion, kind, metadata: { name, namespace } }: KubernetesObject): ObjectIdentity {
  return { apiVersion, kind, ...namespace !== undefined && { namespace }, name };
}

/**
 * A key of the record in the cluster that no file has: objects of the deployment beside those of the file. It is
 * written before anything is applied or deleted, so that a deploy that ends in the middle loses none.
 */
const OTHERS_KEY = 'others.json';

interface ConfigMap extends KubernetesObject {
  readonly data?: Readonly<Record<string, string>>;
}

function othersIn({ data }: ConfigMap): readonly ObjectIdentity[] {
  try {
    const others: unknown = JSON.parse(data?.[OTHERS_KEY] ?? '[]');
    return Array.isArray(others) ? (others as Partial<ObjectIdentity>[]).filter(isIdentity) : [];
  } catch {
    // Somebody edited it: what is not known is not deleted.
    return [];
  }
}

function isIdentity(identity: Partial<ObjectIdentity> | null): identity is ObjectIdentity {
  return [identity?.apiVersion, identity?.kind, identity?.name].every(text => typeof text === 'string');
}

/** What tells objects apart; the version of an API does not. */
export function identityKey({ apiVersion, kind, name, namespace }: ObjectIdentity): string {
  return `${namespace ?? ''} ${objectKey({ apiVersion, kind, metadata: { name } })}`;
}
