import type { RecordedObject } from '../../plan/record';
import { kinds as workloadKinds } from '../../workloads/workloads';
import { describe, WrittenObject } from '../language/rendered-object';
import type { Violation } from '../language/rule';
import type { ChangeRule } from './change-rule';
import type { LastSynth } from './last-synth';

/** An object that gets another name, namespace or API group is another object. */
export const leftBehindRule: ChangeRule = {
  id: 'PD518',
  title: 'Objects keep their names, namespace and API group from one synth to the next',
  severity: 'error',
  cause:
    'an object with another name is a new one: `kubectl apply` leaves the old one behind, and what runs in it keeps '
    + 'its GPUs and goes on serving; `llmd deploy` and Argo CD with pruning start the new pods before they delete the '
    + 'old ones, and need the GPUs of both',
  fix: 'keep the name, or delete what is left behind and set `waive: { PD518: \'<reason>\' }` for this one change',
  source:
    'the API server knows an object by group, kind, namespace and name; kubernetes 1.34 does not rename one. What '
    + '`llmd deploy` deletes: docs/operations.md, What deploy prunes',
  evidence: 'read',
  holdsFor: 'deployments with a record in the last synth',
  check: leftBehind,
};

/** One violation for all that is left behind: it has one cause, nearly always one name. */
function leftBehind(objects: readonly WrittenObject[], last: LastSynth): Violation[] {
  if (last.isRecordUnchanged || !last.record) return [];
  const now = objects.map(({ object }) => identityOf(object));
  const before = last.record.objects.map(identityOf);
  const [keysNow, keysBefore] = [keys(now), keys(before)];
  // Of a kind that has no new object, the old one was switched off, not renamed.
  const appeared = new Set(now.filter(({ key }) => !keysBefore.has(key)).map(({ kind }) => kind));
  const left = before.filter(({ key, kind }) => !keysNow.has(key) && appeared.has(kind));
  // Other objects come and go with the parts of the operations, without one being the other under a new name.
  if (!left.some(({ kind }) => named.has(kind))) return [];
  const moved = left.find(({ kind, name, namespace }) =>
    now.some(other => other.kind === kind && other.name === name && other.namespace !== namespace));
  const regrouped = left.find(({ kind, name, namespace }) =>
    now.some(other => other.kind === kind && other.name === name && other.namespace === namespace));
  const { of, field } = moved ? { of: moved, field: 'namespace' }
    : regrouped ? { of: regrouped, field: 'gateway' } : renamed(left);
  const others = left.filter(object => object !== of);
  return [{
    field,
    cause: `${shown(of, field)} of the last synth is not in this one, which has another of its kind${also(others)}`,
    fix: wayTo(field, left),
  }];
}

/** What the API server knows an object by. */
interface Identity extends Pick<RecordedObject, 'kind' | 'name' | 'namespace'> {
  readonly group: string;
  readonly key: string;
}

function identityOf(object: WrittenObject['object'] | RecordedObject): Identity {
  const { apiVersion, kind } = object;
  const { name, namespace } = 'metadata' in object ? object.metadata ?? {} : object;
  const version = String(apiVersion);
  const identity = {
    group: version.includes('/') ? version.slice(0, version.indexOf('/')) : '',
    kind: String(kind),
    name: String(name),
    ...typeof namespace === 'string' && { namespace },
  };
  return { ...identity, key: JSON.stringify(identity) };
}

function keys(identities: readonly Identity[]): ReadonlySet<string> {
  return new Set(identities.map(({ key }) => key));
}

/** The fields of a spec that name an object, by its kind; other names follow from the first. */
const fieldsByKind: Readonly<Record<string, string>> = {
  InferencePool: 'names.inferencePool', Gateway: 'names.gateway', HTTPRoute: 'names.httpRoute',
};

/** What has a name that is given, or derived from that of the deployment. */
const named: ReadonlySet<string>
  = new Set([...Object.keys(fieldsByKind), ...workloadKinds(), 'Deployment', 'PersistentVolumeClaim']);

function renamed(left: readonly Identity[]): { readonly of: Identity; readonly field: string } {
  for (const [kind, field] of Object.entries(fieldsByKind)) {
    const of = left.find(object => object.kind === kind);
    if (of) return { of, field };
  }
  const of = left.find(({ kind }) => named.has(kind));
  return { of: of!, field: describe({ kind: of!.kind, metadata: { name: of!.name } }) };
}

function shown({ group, kind, name, namespace }: Identity, field: string): string {
  const from = field === 'namespace' && namespace !== undefined ? ` in namespace ${namespace}`
    : field === 'gateway' ? ` of ${group}` : '';
  return `${describe({ kind, metadata: { name } })}${from}`;
}

/** What runs pods comes first: it is what costs. */
function also(others: readonly Identity[]): string {
  if (others.length === 0) return '';
  const runs = (kind: string): boolean => kind === 'Deployment' || workloadKinds().includes(kind);
  const [first, ...rest] = [...others].sort((a, b) => Number(runs(b.kind)) - Number(runs(a.kind)));
  const more = rest.length > 0 ? ` and ${rest.length} others` : '';
  return `; ${first!.kind}/${first!.name}${more} would be left behind with it`;
}

function wayTo(field: string, left: readonly Identity[]): string {
  const deletions = left.filter(({ kind }) => kind !== 'Namespace' && kind !== 'PersistentVolumeClaim')
    .map(({ group, kind, name }) => `${kind.toLowerCase()}${group.includes('.') ? `.${group}` : ''}/${name}`);
  const { namespace } = left.find(object => object.namespace !== undefined) ?? {};
  const inNamespace = namespace === undefined ? '' : `-n ${namespace} `;
  const shownDeletions = deletions.length > MOST_NAMED
    ? 'take the deployment down first with the manifests of the last synth (`kubectl delete -f`, or `llmd destroy`)'
    : `delete what is left behind, before the new pods need its GPUs: \`kubectl delete ${inNamespace}`
      + `${deletions.join(' ')}\``;
  const keep = field.includes('/') ? 'keep the name' : `set \`${field}\` to what it was`;
  return `${keep}. Or ${shownDeletions}, set \`waive: { PD518: '<reason>' }\` for this one change, and deploy. Without `
    + 'an interruption: a second deployment with another name, then move the route (docs/operations.md, "Changing what '
    + 'both roles share")';
}

const MOST_NAMED = 12;
