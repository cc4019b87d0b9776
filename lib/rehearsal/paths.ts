import { Answer } from '../cluster/causes/request-outcome';

/** How often each pair of pods served a request. */
export interface Path {
  readonly prefill: string;
  readonly decode: string;
  readonly requests: number;
}

/** The paths of answered requests, the most frequent first. */
export function pathsOf(answers: readonly Answer[]): readonly Path[] {
  const counts = new Map<string, Path>();
  for (const { failure, prefilledBy = 'none', decodedBy = 'none' } of answers) {
    if (failure !== undefined) continue;
    const key = `${prefilledBy} ${decodedBy}`;
    counts.set(key, { prefill: prefilledBy, decode: decodedBy, requests: (counts.get(key)?.requests ?? 0) + 1 });
  }
  return [...counts.values()].sort(
    (a, b) => b.requests - a.requests || a.prefill.localeCompare(b.prefill) || a.decode.localeCompare(b.decode),
  );
}

/** Requests by prefill pod (rows) and decode pod (columns), so that a pod that serves none is seen. */
export function pathTable(paths: readonly Path[], prefill: readonly string[], decode: readonly string[]): string {
  const rows = [...prefill, ...unlisted(paths.map(path => path.prefill), prefill)];
  const columns = [...decode, ...unlisted(paths.map(path => path.decode), decode)];
  const count = (row: string, column: string): string =>
    `${paths.find(path => path.prefill === row && path.decode === column)?.requests ?? '·'}`;
  const width = Math.max(...rows.map(row => row.length), 'prefill \\ decode'.length);
  return [
    ['prefill \\ decode'.padEnd(width), ...columns.map(column => ending(column).padStart(5))].join('  '),
    ...rows.map(row => [row.padEnd(width), ...columns.map(column => count(row, column).padStart(5))].join('  ')),
  ].join('\n');
}

function unlisted(names: readonly string[], listed: readonly string[]): readonly string[] {
  return [...new Set(names.filter(name => !listed.includes(name)))];
}

/** What tells the pods of a Deployment apart. */
function ending(pod: string): string {
  return pod.split('-').at(-1) ?? pod;
}
