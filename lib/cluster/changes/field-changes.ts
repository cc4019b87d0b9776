import { isDeepStrictEqual } from 'node:util';
import { KubernetesObject } from '../../kube/kubernetes-objects';
import { itemStep, ListKey, listKeys } from './managed-fields';

/** A field that differs. */
export interface FieldChange {
  /** As in the messages of the API server: `.spec.template.spec.containers[name="vllm"].args`. */
  readonly path: string;
  /** Absent where the field is new. */
  readonly before?: unknown;
  /** Absent where the field is gone. */
  readonly after?: unknown;
}

/**
 * The fields in which an object differs from what it was, in the order of the object. What only the API server writes
 * is left out.
 */
export function fieldChanges(before: KubernetesObject, after: KubernetesObject): readonly FieldChange[] {
  const keys = new Map([...listKeys(before), ...listKeys(after)]);
  return differences(written(before), written(after), '', '', keys);
}

/** An object without its status, and without the metadata that the API server writes. */
function written(object: KubernetesObject): unknown {
  const { apiVersion: _, metadata, status: __, ...fields } = object as KubernetesObject & { readonly status?: unknown };
  const { annotations, labels, ownerReferences } = metadata;
  return { metadata: { labels, annotations, ownerReferences }, ...fields };
}

function differences(
  before: unknown, after: unknown, path: string, list: string, keys: ReadonlyMap<string, ListKey>,
): readonly FieldChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  const key = keys.get(list);
  if (Array.isArray(before) && Array.isArray(after) && key !== undefined && key !== 'value') {
    const [old, present] = [byKey(before, key), byKey(after, key)];
    return [...new Set([...old.keys(), ...present.keys()])].flatMap(item =>
      differences(old.get(item), present.get(item), path + item, `${list}[]`, keys));
  }
  if (!isMap(before) || !isMap(after)) return [{ path, before, after }];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap(name =>
    differences(before[name], after[name], `${path}.${name}`, `${list}.${name}`, keys));
}

function byKey(items: readonly unknown[], key: readonly string[]): ReadonlyMap<string, unknown> {
  return new Map(items.map((item) => {
    const fields = item as Readonly<Record<string, unknown>>;
    return [itemStep(Object.fromEntries(key.map(name => [name, fields[name]]))), item];
  }));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
