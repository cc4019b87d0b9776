import { ClusterClient } from '../../kube/cluster-client';
import { ClusterError } from '../../kube/cluster-reader';
import { KubernetesObject } from '../../kube/kubernetes-objects';
import { objectText } from '../../kube/object-key';
import { RECORD_KEY, recordName } from '../../plan/record';
import { isRecord } from '../applied-objects';
import { ownersOf, otherOwners } from '../changes/managed-fields';
import { fieldText, ObjectChange, ownerText } from '../changes/object-change';
import { planChanges, SeenChanges } from '../changes/plan-changes';
import { DistDeployment } from '../dist-deployment';
import { recordTextOf } from '../dist-record';
import { appliedInOrder } from './apply-order';

/** How a deployment in the cluster differs from its file. */
export interface Drift {
  /** What was applied last; absent where the cluster has no record. */
  readonly applied?: AppliedRecord;
  /** Whether no object of the file is in the cluster. */
  readonly isAbsent: boolean;
  /** Differences for a reader, each with its field and who made it. */
  readonly differences: readonly string[];
  /** Why they are not known. */
  readonly unknown?: string;
}

/** The record of a deployment in the cluster. */
export interface AppliedRecord {
  /** Whether it is that of the file. */
  readonly isOfFile: boolean;
  /** When, where the API server says it. */
  readonly time?: string;
  /** Who applied it: a field manager. */
  readonly by?: string;
}

/**
 * Compares the objects of a file with the cluster. The API server is asked by a dry run of an apply, since it alone
 * knows which values mean the same.
 *
 * @param seen what it said at an earlier look; what has not changed since is not asked for again
 */
export async function driftOf(
  client: ClusterClient, deployment: DistDeployment, seen: SeenChanges = new Map(),
): Promise<Drift> {
  const { name, namespace, objects } = deployment;
  const found = await client.read('v1', 'ConfigMap', recordName(name), namespace);
  const applied = found && appliedRecord(found, objects.find(isRecord)!);
  try {
    const others = appliedInOrder(deployment).filter(object => !isRecord(object));
    const changes = await planChanges(client, others, (_, error) => error, seen);
    const isAbsent = changes.every(({ object, present }) => present === undefined || object.kind === 'Namespace');
    return { applied, isAbsent: isAbsent && applied === undefined, differences: changes.flatMap(differencesOf) };
  } catch (error) {
    if (!(error instanceof ClusterError) || error.code === 0 || error.code === 401) throw error;
    return { applied, isAbsent: false, differences: [], unknown: error.message };
  }
}

function appliedRecord(found: KubernetesObject, ofFile: KubernetesObject): AppliedRecord {
  const [owner] = ownersOf(`.data.${RECORD_KEY}`, otherOwners(found, ''));
  return { isOfFile: recordTextOf(found) === recordTextOf(ofFile), time: owner?.time, by: owner?.name };
}

function differencesOf(change: ObjectChange): readonly string[] {
  const { added, fields, object, present, unknown } = change;
  const name = objectText(object);
  if (present === undefined) return [`${name} is not in the cluster`];
  if (unknown !== undefined) return [`${name} could not be compared: ${unknown}`];
  return [
    ...fields.map(field =>
      `${name}: ${fieldText(field, object)} in the file${field.owners.length === 0 ? '' : `; ${ownerText(field)}`}`),
    ...added.map(field => `${name}: ${field.path} is not in the file; ${ownerText(field)}`),
  ];
}
