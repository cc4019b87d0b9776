import { SchemaNode } from './schema-node';

/**
 * A value as a CEL rule sees it: with the defaults that the server sets first, whole numbers as `int`, and fields under
 * names that CEL takes.
 */
export function celValue(node: SchemaNode | undefined, value: unknown): unknown {
  if (typeof value === 'number') return node?.text.type !== 'number' && Number.isInteger(value) ? BigInt(value) : value;
  // A list of another realm stays one of that realm when it is mapped, and CEL would not know it.
  if (Array.isArray(value)) return Array.from(value, entry => celValue(node?.items, entry));
  if (typeof value !== 'object' || value === null) return value;
  const fields: Record<string, unknown> = {};
  for (const [name, set] of node?.defaults ?? []) fields[celName(name)] = celValue(set, set.text.default);
  for (const [key, child] of Object.entries(value))
    fields[node?.properties.has(key) ? celName(key) : key] = celValue(node?.field(key), child);
  return fields;
}

/**
 * Kubernetes documentation, Extend the Kubernetes API with CustomResourceDefinitions, Validation rules: escaping of
 * field names.
 */
function celName(field: string): string {
  if (words.has(field)) return `__${field}__`;
  return plain.test(field) ? field : field.replace(/__|[.\-/]/g, part => escapes[part]!);
}

const plain = /^[A-Za-z0-9]+$/;
const escapes: Readonly<Record<string, string>> = {
  '__': '__underscores__',
  '.': '__dot__',
  '-': '__dash__',
  '/': '__slash__',
};

const words: ReadonlySet<string> = new Set([
  'true',
  'false',
  'null',
  'in',
  'as',
  'break',
  'const',
  'continue',
  'else',
  'for',
  'function',
  'if',
  'import',
  'let',
  'loop',
  'package',
  'namespace',
  'return',
  'var',
  'void',
  'while',
]);
