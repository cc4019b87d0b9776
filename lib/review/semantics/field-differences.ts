import { isDeepStrictEqual } from 'node:util';
import type { FieldChange } from '../../cluster/changes/field-changes';
import { itemStep } from '../../cluster/changes/managed-fields';
import { KubernetesObject } from '../../kube/kubernetes-objects';
import { nodeOf, SchemaNode } from '../../schema/schema-node';
import { DefaultNode, defaultOf } from './default-node';
import { kubernetesDefaults } from './kubernetes-defaults';
import { isTemplate, isUnordered } from './list-order';
import { isQuantity, isSameAmount } from './quantities';

/**
 * The fields in which two forms of an object differ for Kubernetes, in the order of the object: quantities are amounts,
 * an absent field is its default, entries of a list that is a map are told apart by their keys. The status, and what
 * only the API server writes, are left out.
 */
export function fieldDifferences(before: KubernetesObject, after: KubernetesObject): readonly FieldChange[] {
  const { apiVersion, kind } = after;
  const place = { kind, path: '', form: '', schema: nodeOf(apiVersion, kind), defaults: kubernetesDefaults(kind) };
  return differences(written(before), written(after), place);
}

/** Where two values are: in a message, without the keys of lists, and what is known of the field. */
interface Place {
  readonly kind: string;
  readonly path: string;
  readonly form: string;
  readonly schema: SchemaNode | undefined;
  readonly defaults: DefaultNode | undefined;
}

function written(object: KubernetesObject): Fields {
  const { apiVersion: _, metadata, status: __, ...fields } = object as KubernetesObject & { readonly status?: unknown };
  const { annotations, labels } = metadata;
  return { metadata: { labels, annotations }, ...fields };
}

function differences(before: unknown, after: unknown, place: Place): readonly FieldChange[] {
  const { form, kind, path } = place;
  if (isDeepStrictEqual(before, after) || (isNothing(before) && isNothing(after))) return [];
  if (Array.isArray(before) && Array.isArray(after)) return listDifferences(before, after, place);
  if (isMap(before) && isMap(after)) return mapDifferences(before, after, place);
  if (isQuantity(form) && isSameAmount(before, after)) return [];
  // An empty list, and an empty map of labels, are absent to a kind of Kubernetes' own.
  if (kubernetesDefaults(kind) && isEmptyList(before ?? []) && isEmptyList(after ?? [])) return [];
  return [{ path, ...before !== undefined && { before }, ...after !== undefined && { after } }];
}

function mapDifferences(before: Fields, after: Fields, place: Place): readonly FieldChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
    const { defaults, form, path, schema } = place;
    const field: Place = {
      ...place, path: path + stepOf(name), form: `${form}.${name}`,
      schema: schema?.field(name), defaults: defaults?.fields?.[name],
    };
    return differences(valueOf(before, name, field), valueOf(after, name, field), field);
  });
}

/** The value of a field, or what its absence means. Only where the map itself is there. */
function valueOf(map: Fields, name: string, { defaults, form, schema }: Place): unknown {
  const value = map[name];
  if (isNothing(value)) return defaultOf(defaults, map) ?? schema?.text.default;
  // What a container asks for is its limit where it does not say.
  return form.endsWith('.resources.requests') && isMap(map.limits) ? { ...map.limits, ...value as Fields } : value;
}

function listDifferences(before: readonly unknown[], after: readonly unknown[], place: Place): readonly FieldChange[] {
  const { defaults, form, kind, path, schema } = place;
  const item = (step: string): Place =>
    ({ ...place, path: path + step, form: `${form}[]`, schema: schema?.items, defaults: defaults?.items });
  const keys = schema?.text.mapKeys;
  if (keys !== undefined) {
    const [old, present] = [before, after].map(items => byKey(items, keys, defaults?.items)) as [Items, Items];
    const found = [...new Set([...old.keys(), ...present.keys()])]
      .flatMap(step => differences(old.get(step), present.get(step), item(step)));
    const hasMoved = isTemplate(form) && !isDeepStrictEqual(
      [...old.keys()].filter(step => present.has(step)), [...present.keys()].filter(step => old.has(step)));
    return hasMoved && found.length === 0 ? [{ path, before: [...old.keys()], after: [...present.keys()] }] : found;
  }
  const isSame = (one: unknown, other: unknown): boolean => differences(one, other, item('[]')).length === 0;
  if (isUnordered(kind, form) || schema?.text.set) {
    const rest = [...after];
    const gone = before.filter((one) => {
      const at = rest.findIndex(other => isSame(one, other));
      if (at >= 0) rest.splice(at, 1);
      return at < 0;
    });
    return gone.length + rest.length === 0 ? [] : [{ path, before: gone, after: rest }];
  }
  if (before.length !== after.length || !before.some(isMap)) {
    return before.length === after.length && before.every((one, index) => isSame(one, after[index]))
      ? [] : [{ path, before, after }];
  }
  return before.flatMap((one, index) => differences(one, after[index], item(`[${index}]`)));
}

type Items = ReadonlyMap<string, unknown>;

function byKey(items: readonly unknown[], keys: readonly string[], defaults: DefaultNode | undefined): Items {
  return new Map(items.map((item) => {
    const fields = item as Fields;
    const named = keys.map(name => [name, fields[name] ?? defaultOf(defaults?.fields?.[name], fields)] as const)
      .filter(([, value]) => value !== undefined);
    return [itemStep(Object.fromEntries(named)), item];
  }));
}

function stepOf(name: string): string {
  return /^[\w-]+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

type Fields = Readonly<Record<string, unknown>>;

function isMap(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
