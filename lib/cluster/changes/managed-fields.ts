import { KubernetesObject, ManagedFields } from '../../kube/kubernetes-objects';

/** The fields that a manager of an object owns, as the API server says it. */
export interface FieldOwner {
  /** The manager, with the subresource where it used one: `kubectl`, `kubectl (scale)`. */
  readonly name: string;
  /** When it last changed one of them. */
  readonly time?: string;
  /** Paths as in the messages of the API server: `.spec.template.spec.containers[name="vllm"].args`. */
  readonly paths: readonly string[];
}

/** The owners of the fields of an object, except one manager, and those of its status. */
export function otherOwners({ metadata: { managedFields = [] } }: KubernetesObject, own: string): FieldOwner[] {
  return managedFields
    .filter(({ manager, subresource }) => manager !== own && subresource !== 'status')
    .map(({ fieldsV1 = {}, manager = 'unknown', subresource, time }) => ({
      name: subresource ? `${manager} (${subresource})` : manager, time, paths: leaves(fieldsV1, ''),
    }));
}

/** The owners of a field: of itself, of what it is within, or of what is within it. */
export function ownersOf(path: string, owners: readonly FieldOwner[]): readonly FieldOwner[] {
  return owners.filter(({ paths }) => paths.some(owned => isWithin(path, owned) || isWithin(owned, path)));
}

/** Whether a field is another, or within it. */
export function isWithin(path: string, whole: string): boolean {
  return path === whole || (path.startsWith(whole) && ['.', '['].includes(path[whole.length]!));
}

/**
 * The names of the fields by which the API server tells the items of a list apart, by the path of the list without
 * such names. A list that is absent is replaced as a whole.
 */
export function listKeys({ metadata: { managedFields = [] } }: KubernetesObject): ReadonlyMap<string, ListKey> {
  const keys = new Map<string, ListKey>();
  const visit = (fields: FieldsV1, path: string): void => {
    for (const [key, within] of Object.entries(fields)) {
      if (key.startsWith('k:')) keys.set(path, Object.keys(JSON.parse(key.slice(2)) as object));
      if (key.startsWith('v:')) keys.set(path, 'value');
      visit(within, key.startsWith('f:') ? `${path}.${key.slice(2)}` : key === '.' ? path : `${path}[]`);
    }
  };
  for (const { fieldsV1 = {} } of managedFields) visit(fieldsV1, '');
  return keys;
}

/** Fields that together tell the items of a list apart, or that the items themselves do. */
export type ListKey = readonly string[] | 'value';

type FieldsV1 = NonNullable<ManagedFields['fieldsV1']>;

/**
 * The form of structured-merge-diff v6: `f:` a field, `k:` an item by its keys, `v:` an item by its value, `i:` one by
 * its place, `.` the thing itself.
 */
function leaves(fields: FieldsV1, path: string): string[] {
  const entries = Object.entries(fields);
  if (entries.length === 0) return path === '' ? [] : [path];
  return entries.flatMap(([key, within]) => key === '.' ? [] : leaves(within, path + step(key)));
}

function step(key: string): string {
  const [kind, text] = [key.slice(0, 2), key.slice(2)];
  if (kind === 'f:') return `.${text}`;
  if (kind === 'k:') return itemStep(JSON.parse(text) as Readonly<Record<string, unknown>>);
  return kind === 'v:' ? `[=${text}]` : `[${text}]`;
}

/** An item of a list in a path: `[name="vllm"]`. */
export function itemStep(keys: Readonly<Record<string, unknown>>): string {
  return `[${Object.entries(keys).map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(',')}]`;
}
