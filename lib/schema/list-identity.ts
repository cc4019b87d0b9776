import { SchemaText } from './schema-table';

/** The first entry that a list has twice: lists that are maps have entries with keys, and sets have them once. */
export function listProblem(
  { mapKeys, set }: SchemaText,
  list: readonly unknown[],
): { readonly index: number; readonly cause: string } | undefined {
  if ((!mapKeys && !set) || list.length < 2) return undefined;
  const seen = new Set<unknown>();
  for (let index = 0; index < list.length; index++) {
    const identity = mapKeys ? identityOf(list[index], mapKeys) : plain(list[index]);
    if (seen.has(identity))
      return { index, cause: mapKeys ? `has the ${mapKeys.join(', ')} of an earlier entry` : 'is in the list already' };
    seen.add(identity);
  }
  return undefined;
}

/** What a Set tells apart. Most lists have one key, and it is a text. */
function identityOf(entry: unknown, keys: readonly string[]): unknown {
  return keys.length === 1 ? plain(keyOf(entry, keys[0]!)) : JSON.stringify(keys.map(key => keyOf(entry, key)));
}

function plain(value: unknown): unknown {
  return typeof value === 'object' ? JSON.stringify(value) : value;
}

// The server fills these in before it compares: Kubernetes' OpenAPI document has no defaults.
const keyDefaults: Readonly<Record<string, string>> = { protocol: 'TCP' };

function keyOf(entry: unknown, key: string): unknown {
  return (entry as Record<string, unknown> | null)?.[key] ?? keyDefaults[key];
}
