import type { OverrideSpec, PatchRemoval, PatchTransfer, PatchValue } from '../../spec/overrides';
import { data, list, object, oneOf, Shape, string } from '../../schema/shape';

const pointer: Shape = (value, field) => {
  const wrong = string(value, field);
  if (wrong.length > 0 || (value as string).startsWith('/')) return wrong;
  return [{ field, cause: `must be a JSON pointer that begins with a slash, got '${value as string}'` }];
};

const valued = object<PatchValue>({ op: string, path: pointer, value: data });
const transfer = object<PatchTransfer>({ op: string, from: pointer, path: pointer });
const removal = object<PatchRemoval>({ op: string, path: pointer });

const operations: Readonly<Record<string, Shape>> = {
  add: valued, replace: valued, test: valued, remove: removal, move: transfer, copy: transfer,
};

const operation: Shape = (value, field) => {
  const { op } = Object(value) as { readonly op?: unknown };
  if (typeof op === 'string' && Object.hasOwn(operations, op)) return operations[op]!(value, field);
  return oneOf(...Object.keys(operations))(op, `${field}.op`);
};

/** `overrides` of a spec. */
export const overrides: Shape = list(object<OverrideSpec>({ kind: string, name: string, patch: list(operation) }));
