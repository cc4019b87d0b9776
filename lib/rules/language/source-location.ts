import { Finding } from './finding';

/** A file with the spec of a deployment. */
export interface SpecSource {
  /** The deployment. */
  readonly deployment: string;
  /** The file's path, relative to the repository. */
  readonly path: string;
  /** What is in it. */
  readonly text: string;
}

/** A line of a file. */
export interface Place {
  /** The file's path. */
  readonly path: string;
  /** Its line, from 1. */
  readonly line: number;
}

/**
 * Where a finding's field is written, as far as a search can tell: the last key of its path that is in the file,
 * searched below the keys before it. Values that come from another file (`{ ...production }`) or are left out are not
 * found; then it is the first line.
 */
export function placeOf(
  { deployment, field }: Pick<Finding, 'deployment' | 'field'>,
  sources: readonly SpecSource[],
): Place | undefined {
  const source = sources.find(candidate => candidate.deployment === deployment);
  return source && { path: source.path, line: lineOf(field, source.text.split('\n')) };
}

function lineOf(field: string, lines: readonly string[]): number {
  let line = 0;
  let found = false;
  for (const key of field.replaceAll(/\[\d+\]/g, '').split('.')) {
    const next = lines.findIndex((text, index) => index >= line && writes(text, key));
    if (next < 0) break;
    [line, found] = [next, true];
  }
  return found ? line + 1 : 1;
}

function writes(text: string, key: string): boolean {
  const name = key.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(^|[{,\\s])['"]?${name}['"]?\\s*[:,}]`).test(text.replace(/\/\/.*$/, ''));
}
