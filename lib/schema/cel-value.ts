import { SchemaNode } from './schema-node';

/** A value as a CEL rule sees it: with the defaults that the server sets first, whole numbers as `int`, and fields under names that CEL takes. */
export function celValue(node: SchemaNode | undefined, value: unknown): unknown {
  if (typeof value === 'number') return node?.text.type !== 'number' && Number.isInteger(value) ? BigInt(value) : value;
  // A list of another realm stays one of that realm when it is mapped, and CEL would not know it.
  if (Array.isArray(value)) return Array.from(value, entry => celValue(node?.items, entry));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([key, child]): [string, unknown] => {
    const field = node?.properties.get(key);
    return [field ? celName(key) : key, celValue(node?.field(key), child)];
  });
  return Object.fromEntries([...node ? defaults(node, value) : [], ...fields]);
}

function defaults({ properties }: SchemaNode, object: object): [string, unknown][] {
  return [...properties].flatMap(([key, node]): [string, unknown][] => {
    const value = node.text.default;
    return value === undefined || Object.hasOwn(object, key) ? [] : [[celName(key), celValue(node, value)]];
  });
}

/** Kubernetes documentation, Extend the Kubernetes API with CustomResourceDefinitions, Validation rules: escaping of field names. */
function celName(field: string): string {
  if (words.has(field)) return `__${field}__`;
  return field.replace(/__|[.\-/]/g, part => escapes[part]!);
}

const escapes: Readonly<Record<string, string>> = { '__': '__underscores__', '.': '__dot__', '-': '__dash__', '/': '__slash__' };

const words: ReadonlySet<string> = new Set([
  'true', 'false', 'null', 'in', 'as', 'break', 'const', 'continue', 'else', 'for', 'function', 'if', 'import', 'let', 'loop', 'package', 'namespace', 'return', 'var', 'void', 'while',
]);
