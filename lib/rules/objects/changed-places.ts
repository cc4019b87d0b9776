/**
 * The places of the values in which two objects differ, for example `spec.template.spec.containers[vllm].args[3]`.
 * Entries of a list that have names are found by them.
 */
export function changedPlaces(before: unknown, after: unknown, place = ''): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [was, is] = [childrenOf(before), childrenOf(after)];
  // A value without any below it, on both sides or on the only one.
  if ((!was && !is) || (!was && before !== undefined) || (!is && after !== undefined)) return [place];
  const keys = [...new Set([...was?.keys() ?? [], ...is?.keys() ?? []])];
  return keys.length === 0
    ? [place]
    : keys.flatMap(key => changedPlaces(was?.get(key), is?.get(key), `${place}${key}`.replace(/^\./, '')));
}

function childrenOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (!Array.isArray(value)) return new Map(Object.entries(value).map(([key, child]) => [`.${key}`, child]));
  return new Map(value.map((entry: unknown, index) => [`[${nameOf(entry) ?? index}]`, entry]));
}

function nameOf(entry: unknown): string | undefined {
  const { name } = Object(entry) as { readonly name?: unknown };
  return typeof name === 'string' ? name : undefined;
}
