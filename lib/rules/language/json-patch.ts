import { JsonPatch } from 'cdk8s';
import { nearest } from '../../schema/did-you-mean';
import type { PatchOperation } from '../../spec/overrides';
import { excerpt } from './message-text';
import type { RenderedObject } from './rendered-object';

/** A patch that cannot be applied. cdk8s's own would do nothing, or another thing than it says. */
export class PatchError extends Error {
  constructor(public readonly operation: number, { op, path }: PatchOperation, problem: string) {
    super(`\`${op} ${path}\` cannot be applied: ${problem}`);
  }
}

/**
 * A copy of an object with a JSON patch applied.
 *
 * @throws PatchError where a path is not there, or a `test` fails
 */
export function patched(object: RenderedObject, operations: readonly PatchOperation[]): RenderedObject {
  return operations.reduce((document: unknown, operation, index) => {
    const problem = problemOf(document, operation);
    if (problem !== undefined) throw new PatchError(index, operation, problem);
    return JsonPatch.apply(document, toJsonPatch(operation)) as unknown;
  }, structuredClone(object)) as RenderedObject;
}

/** The operation for cdk8s. */
export function toJsonPatch(operation: PatchOperation): JsonPatch {
  switch (operation.op) {
    case 'add': return JsonPatch.add(operation.path, plain(operation.value));
    case 'replace': return JsonPatch.replace(operation.path, plain(operation.value));
    case 'test': return JsonPatch.test(operation.path, plain(operation.value));
    case 'remove': return JsonPatch.remove(operation.path);
    case 'move': return JsonPatch.move(operation.from, operation.path);
    case 'copy': return JsonPatch.copy(operation.from, operation.path);
  }
}

/** The classes of cdk8s-plus for a Quantity and the like are their `value`. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  const isClass = Object.getPrototypeOf(Object.getPrototypeOf(value) ?? null) !== null;
  if (isClass && 'value' in value && Object.keys(value).length === 1) return value.value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, plain(child)]));
}

function problemOf(document: unknown, operation: PatchOperation): string | undefined {
  switch (operation.op) {
    case 'add': return missing(document, operation.path, 'place');
    case 'move':
    case 'copy':
      return missing(document, operation.from, 'value') ?? missing(document, operation.path, 'place');
    case 'test': {
      const found = missing(document, operation.path, 'value');
      if (found !== undefined) return found;
      const value = keysOf(operation.path).reduce(child, document);
      return canonical(value) === canonical(plain(operation.value)) ? undefined : `there is ${excerpt(value)}`;
    }
    default: return missing(document, operation.path, 'value');
  }
}

/** What a path lacks: all of a value must be there, of a place to put one all but the last. */
function missing(document: unknown, path: string, wanted: 'value' | 'place'): string | undefined {
  const keys = keysOf(path);
  let value = document;
  for (const [depth, key] of keys.entries()) {
    const here = `/${path.split('/').slice(1, depth + 1).join('/')}`;
    if (typeof value !== 'object' || value === null)
      return `\`${here}\` is ${excerpt(value)}, which has nothing below it`;
    const isPlace = wanted === 'place' && depth === keys.length - 1;
    if (Array.isArray(value)) {
      const most = isPlace ? value.length : value.length - 1;
      const isEntry = /^(0|[1-9]\d*)$/.test(key) && Number(key) <= most;
      if (!isEntry && !(isPlace && key === '-'))
        return `\`${here}\` is a list of ${value.length}, in which '${key}' is no position`;
    } else if (!Object.hasOwn(value, key) && !isPlace) {
      const known = Object.keys(value);
      const meant = nearest(key, known);
      const there = meant === undefined ? known.slice(0, MOST_SHOWN).join(', ') || 'nothing' : `\`${meant}\``;
      return `\`${here}\` has no \`${key}\`; it has ${there}`;
    }
    value = child(value, key);
  }
  return undefined;
}

function keysOf(path: string): string[] {
  return path.split('/').slice(1).map(key => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function child(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

/** As JSON, whatever the order of the fields. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, child: unknown) =>
    typeof child === 'object' && child !== null && !Array.isArray(child)
      ? Object.fromEntries(Object.entries(child).sort(([a], [b]) => (a < b ? -1 : 1)))
      : child) ?? '';
}

const MOST_SHOWN = 12;
