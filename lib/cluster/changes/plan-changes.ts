import { ClusterClient, FIELD_MANAGER } from '../../kube/cluster-client';
import { ClusterError } from '../../kube/cluster-reader';
import { KubernetesObject } from '../../kube/kubernetes-objects';
import { objectKey } from '../../kube/object-key';
import { fieldChanges } from './field-changes';
import { FieldOwner, isWithin, otherOwners, ownersOf } from './managed-fields';
import { ObjectChange, OwnedChange } from './object-change';

/**
 * Asks the API server what an apply of objects would do, without doing it. Fields that others own are taken over in
 * this question; {@link ObjectChange} says whose they are.
 *
 * @param seen what was said before: an object that is, except for its status, as it was then is not asked for again
 * @throws ClusterError that names an object which the API server would refuse
 */
export async function planChanges(
  client: ClusterClient,
  objects: readonly KubernetesObject[],
  refused: (object: KubernetesObject, why: Error) => Error,
  seen: SeenChanges = new Map(),
): Promise<readonly ObjectChange[]> {
  const changes: ObjectChange[] = [];
  for (let first = 0; first < objects.length; first += AT_A_TIME) {
    const some = objects.slice(first, first + AT_A_TIME);
    const planned = some.map(object => planChange(client, object, seen).catch((error: Error) => {
      throw refused(object, error);
    }));
    changes.push(...await Promise.all(planned));
  }
  return changes;
}

/** What the API server said of objects, by their keys. */
export type SeenChanges = Map<string, SeenChange>;

interface SeenChange {
  /** The object in the cluster, as {@link stateOf} has it. */
  readonly state: string;
  readonly change: ObjectChange;
}

/** An API server that is asked for more at once makes some wait. */
const AT_A_TIME = 8;

async function planChange(
  client: ClusterClient, object: KubernetesObject, seen: SeenChanges,
): Promise<ObjectChange> {
  const { apiVersion, kind, metadata: { name, namespace } } = object;
  const present = await client.read(apiVersion, kind, name, namespace);
  const [key, state] = [objectKey(object), stateOf(present)];
  const before = seen.get(key);
  if (before?.state === state) return before.change;
  const change = await askedChange(client, object, present);
  if (change.unknown === undefined) seen.set(key, { state, change });
  return change;
}

/** An object but for what its status changes: its version, and who wrote the status when. */
function stateOf(present: KubernetesObject | undefined): string {
  if (present === undefined) return '';
  const { metadata: { managedFields = [], resourceVersion: _, ...metadata }, status: __, ...fields }
    = present as KubernetesObject & { readonly status?: unknown };
  const managers = managedFields.filter(({ subresource }) => subresource !== 'status');
  return JSON.stringify({ ...fields, metadata, managers });
}

async function askedChange(
  client: ClusterClient, object: KubernetesObject, present: KubernetesObject | undefined,
): Promise<ObjectChange> {
  const { applied, isConflict, unknown } = await asked(client, object, present);
  if (present === undefined) return { object, change: 'created', fields: [], added: [] };
  const owners = otherOwners(present, FIELD_MANAGER);
  if (unknown !== undefined) return { object, present, change: 'changed', fields: [], unknown, added: [] };
  const fields = fieldChanges(present, applied ?? present)
    .map(change => ({ ...change, owners: isConflict ? ownersOf(change.path, owners) : [] }));
  const change = fields.length > 0 ? 'changed' : 'unchanged';
  return { object, present, change, fields, added: addedFields(present, owners, fields) };
}

interface Answer {
  /** What the object would be; absent where the API server cannot say it before other objects exist. */
  readonly applied?: KubernetesObject;
  /** Whether other managers own fields that differ. */
  readonly isConflict: boolean;
  /** Why the API server did not say it. */
  readonly unknown?: string;
}

async function asked(
  client: ClusterClient, object: KubernetesObject, present: KubernetesObject | undefined,
): Promise<Answer> {
  try {
    return { applied: await client.apply(object, { dryRun: true }), isConflict: false };
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    if (error.code === 409) {
      return { applied: await client.apply(object, { dryRun: true, force: true }), isConflict: true };
    }
    // A webhook with side effects; the apply itself asks it (kubernetes `pkg/admission/plugin/webhook`).
    if (error.code === 400 && /dry ?run/i.test(error.message)) return { isConflict: false, unknown: error.message };
    // The namespace, or the Role of a RoleBinding, is created first.
    if (present === undefined && error.code === 404) return { isConflict: false };
    throw error;
  }
}

/**
 * The fields of the spec, the data and the labels that others alone set. What controllers of Kubernetes write there is
 * their work, whatever the name of the program that did it.
 */
function addedFields(
  present: KubernetesObject, owners: readonly FieldOwner[], fields: readonly OwnedChange[],
): readonly OwnedChange[] {
  const own = otherOwners(present, '').filter(({ name }) => name === FIELD_MANAGER).flatMap(({ paths }) => paths);
  const strangers = owners.filter(({ name }) => !name.startsWith('kube-'));
  const isJudged = (path: string): boolean =>
    judged.some(part => isWithin(path, part)) && !ofKubernetes.some(part => isWithin(path, part));
  const paths = new Set(strangers.flatMap(({ paths }) => paths).filter(isJudged));
  const isOwn = (path: string): boolean => own.some(owned => isWithin(path, owned) || isWithin(owned, path));
  const isChanged = (path: string): boolean => fields.some(field => isWithin(path, field.path));
  // An item of a list is one field, if nobody else has a part of it.
  const whole = (path: string): string => itemsOf(path).find(item => !isOwn(item)) ?? path;
  const alone = [...paths].filter(path => !isOwn(path) && !isChanged(path)).map(whole);
  return [...new Set(alone)].map(path => ({ path, after: undefined, owners: ownersOf(path, strangers) }));
}

/** The items of lists that a field is in, from the outermost. */
function itemsOf(path: string): readonly string[] {
  return [...path.matchAll(/\](?=[.[])/g)].map(({ index }) => path.slice(0, index + 1));
}

const judged: readonly string[] = ['.spec', '.data', '.metadata.labels'];

/**
 * What Kubernetes writes into a namespace and a bound claim, also under the name of who created them (kubernetes 1.34
 * `pkg/apis/core/v1/defaults.go`, SetDefaults_Namespace; `pkg/registry/core/namespace/strategy.go`, PrepareForCreate;
 * `pkg/controller/volume/persistentvolume/pv_controller.go`).
 */
const ofKubernetes: readonly string[] = [
  '.metadata.labels.kubernetes.io/metadata.name', '.spec.finalizers', '.spec.volumeName',
];
