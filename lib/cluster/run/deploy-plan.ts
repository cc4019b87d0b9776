import { ClusterClient } from '../../kube/cluster-client';
import { ClusterError } from '../../kube/cluster-reader';
import { recordName } from '../../plan/record';
import { appliedObjects, identityOf, isRecord, notIn, ObjectIdentity, withOthers } from '../applied-objects';
import { ObjectChange } from '../changes/object-change';
import { planChanges } from '../changes/plan-changes';
import { DistDeployment } from '../dist-deployment';
import { Kept, keptByGitOps } from '../gitops/managers';
import { discoveredObjects, Strays, straysAmong } from '../owned-objects';
import { appliedInOrder } from './apply-order';
import { refusal } from './refusal';

/** What `llmd deploy` will do, as the API server answered to a dry run. */
export interface DeployPlan {
  /** Objects of the file in the order of their apply. */
  readonly changes: readonly ObjectChange[];
  /** Objects that an earlier apply made and the file does not contain: those that are deleted, and claims. */
  readonly strays: Strays;
  /** The identities of the objects beside the file, which the record lists until they are deleted. */
  readonly beside: readonly ObjectIdentity[];
  /** What keeps objects as they are in Git, and would undo what is done. */
  readonly keepers: readonly Kept[];
  /** What the user must know about how the objects beside the file were found. */
  readonly notes: readonly string[];
  /** The record in the cluster at the time of the plan; absent where there was none. */
  readonly recordVersion?: string;
}

/**
 * Finds out what a deploy would do. Nothing is changed.
 *
 * @throws ClusterError that names an object which the API server would refuse
 */
export async function planDeploy(client: ClusterClient, deployment: DistDeployment): Promise<DeployPlan> {
  const recordVersion = await recordVersionOf(client, deployment);
  const { notes, objects: beside } = await besideFile(client, deployment);
  const strays = await straysAmong(client, deployment, beside);
  const kept = strays.kept.map(identityOf);
  const objects = appliedInOrder(deployment).map(object => isRecord(object) ? withOthers(object, kept) : object);
  const changes = await planChanges(client, objects, refusal);
  const present = changes.flatMap(change => change.present ?? []);
  return { changes, strays, beside, keepers: keptByGitOps([...present, ...strays.deleted]), notes, recordVersion };
}

/**
 * Whether the deployment was changed since its plan: its record in the cluster is another.
 *
 * @throws ClusterError that says so
 */
export async function refuseStalePlan(
  client: ClusterClient, deployment: DistDeployment, { recordVersion }: Pick<DeployPlan, 'recordVersion'>,
): Promise<void> {
  if (await recordVersionOf(client, deployment) === recordVersion) return;
  throw new ClusterError(
    409,
    'another command changed this deployment after the plan was made. Nothing was changed. Fix: run this again, and '
    + 'read the new plan',
  );
}

/** The version of the record in the cluster, which every deploy changes that changes anything. */
export async function recordVersionOf(
  client: ClusterClient, { name, namespace }: Pick<DistDeployment, 'name' | 'namespace'>,
): Promise<string | undefined> {
  const record = await client.read('v1', 'ConfigMap', recordName(name), namespace);
  return record?.metadata.resourceVersion;
}

/** Objects of a deployment that may be in the cluster and are not in its file. */
interface Beside {
  readonly objects: readonly ObjectIdentity[];
  readonly notes: readonly string[];
}

/**
 * Finds the objects that the record in the cluster lists and the file does not contain. If the cluster has no record,
 * the objects with the labels of the deployment are used instead: older versions wrote no record.
 */
async function besideFile(client: ClusterClient, deployment: DistDeployment): Promise<Beside> {
  const { noRecord, objects } = await appliedObjects(client, deployment);
  if (noRecord === undefined) return { objects: notIn(objects, deployment), notes: [] };
  const discovered = await discoveredObjects(client, deployment);
  const beside = notIn([...objects, ...discovered.objects.map(identityOf)], deployment);
  const refused = discovered.unknown.join('; ');
  const unknown = refused === '' ? '' : `; these kinds could not be listed: ${refused}`;
  const isWorthSaying = beside.length > 0 || (discovered.objects.length > 0 && unknown !== '');
  const note = `${noRecord}; so all objects with the labels of ${deployment.name} are treated as applied${unknown}`;
  return { objects: beside, notes: isWorthSaying ? [note] : [] };
}
