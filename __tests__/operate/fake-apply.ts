import { isDeepStrictEqual } from 'node:util';
import { Manifest } from '../manifests';

/** The answer to an apply: the object as it would be, or the fields of others that differ. */
export type Applied = { readonly object: Manifest } | { readonly conflicts: readonly string[] };

/**
 * Server-side apply as Kubernetes does it, for objects whose lists are told apart by `name`, or are replaced as a
 * whole.
 */
export function applied(live: Manifest, body: Manifest, manager: string, force: boolean): Applied {
  const fields = fieldsOf(body);
  const entries: readonly Manifest[] = live.metadata.managedFields ?? [];
  const others = entries.filter(entry => entry.manager !== manager || entry.subresource !== undefined);
  const wanted = leavesOf(fields);
  const owned = new Set(others.flatMap(({ fieldsV1 }) => leavesOf(fieldsV1 as Manifest).map(path => path.join('/'))));
  const conflicts = wanted.filter(path => !isDeepStrictEqual(at(live, path), at(body, path))
    && owned.has(path.join('/')));
  if (conflicts.length > 0 && !force) return { conflicts: conflicts.map(path => path.join('')) };
  const object = structuredClone(live);
  for (const path of leavesOf(entries.find(entry => entry.manager === manager)?.fieldsV1 as Manifest | undefined)) {
    if (at(body, path) === undefined && !owned.has(path.join('/'))) put(object, path, undefined);
  }
  for (const path of wanted) put(object, path, at(body, path));
  object.metadata.managedFields = [
    ...others.map(entry => ({ ...entry, fieldsV1: without(entry.fieldsV1 as Manifest, conflicts) }))
      .filter(({ fieldsV1 }) => Object.keys(fieldsV1).length > 0),
    { manager, operation: 'Apply', fieldsV1: fields },
  ];
  return { object };
}

/** A change of one field by another manager. */
export function edited(object: Manifest, path: readonly string[], value: unknown, entry: Manifest): void {
  put(object, path, value);
  const fieldsV1 = path.reduceRight<Manifest>((within, step) => ({ [step]: within }), {});
  const own = (object.metadata.managedFields ?? []).map((other: Manifest) =>
    ({ ...other, fieldsV1: without(other.fieldsV1 as Manifest, [path]) }));
  object.metadata.managedFields = [...own, { operation: 'Update', ...entry, fieldsV1 }];
}

function fieldsOf(value: unknown, isTop = true): Manifest {
  if (Array.isArray(value)) {
    return Object.fromEntries((value as Manifest[]).map(item =>
      [`k:${JSON.stringify({ name: item.name as string })}`, { '.': {}, ...fieldsOf(item, false) }]));
  }
  const fields = Object.entries(value as Manifest).filter(([key, field]) =>
    field !== undefined && !(isTop && ['apiVersion', 'kind'].includes(key)));
  return Object.fromEntries(fields.map(([key, field]) => {
    if (isTop && key === 'metadata') {
      return [`f:${key}`, fieldsOf({ labels: field.labels, annotations: field.annotations })];
    }
    return [`f:${key}`, isTree(field) ? fieldsOf(field, false) : {}];
  }));
}

/** Whether what is within a value has owners of its own. */
function isTree(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0 && value.every(item => typeof item?.name === 'string');
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

type Path = readonly string[];

function leavesOf(fields: Manifest = {}, path: Path = []): Path[] {
  const entries = Object.entries<Manifest>(fields).filter(([step]) => step !== '.');
  return entries.length === 0 ? [path] : entries.flatMap(([step, within]) => leavesOf(within, [...path, step]));
}

function at(value: any, [step, ...rest]: Path): unknown {
  if (step === undefined || value === undefined) return value;
  return at(step.startsWith('f:') ? value[step.slice(2)] : itemOf(value as Manifest[], step), rest);
}

function itemOf(items: Manifest[], step: string): Manifest | undefined {
  return items.find(item => item.name === JSON.parse(step.slice(2)).name);
}

function put(value: any, [step, ...rest]: Path, field: unknown): void {
  if (step === undefined) return;
  if (step.startsWith('k:')) {
    let item = itemOf(value as Manifest[], step);
    if (item === undefined && field !== undefined) value.push(item = { ...JSON.parse(step.slice(2)) as Manifest });
    if (rest.length === 0 || item === undefined) return;
    return put(item, rest, field);
  }
  const key = step.slice(2);
  if (rest.length === 0) {
    if (field === undefined) delete value[key];
    else value[key] = structuredClone(field);
    return;
  }
  value[key] ??= rest[0]!.startsWith('k:') ? [] : {};
  put(value[key], rest, field);
}

function without(fields: Manifest, paths: readonly Path[]): Manifest {
  const gone = new Set(paths.map(path => path.join('/')));
  const keep = (tree: Manifest, path: Path): Manifest =>
    Object.fromEntries(Object.entries<Manifest>(tree).flatMap(([step, within]) => {
      const here = [...path, step];
      if (gone.has(here.join('/'))) return [];
      const rest = keep(within, here);
      return Object.keys(within).length > 0 && Object.keys(rest).length === 0 ? [] : [[step, rest]];
    }));
  return keep(fields, []);
}
