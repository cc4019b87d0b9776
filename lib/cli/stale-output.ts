import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocatedFinding } from '../rules/language/source-place';

/** Files of an output folder that are not those of a synth, each as a finding of no rule. */
export function staleFindings(folder: string, synthesized: string): readonly LocatedFinding[] {
  const [before, after] = [filesOf(folder), filesOf(synthesized)];
  return [...new Set([...before, ...after])].sort().flatMap((name) => {
    const why = !before.has(name) ? 'does not exist, and the app writes it'
      : !after.has(name) ? 'exists, and the app does not write it'
          : !readFileSync(join(folder, name)).equals(readFileSync(join(synthesized, name))) ? 'is not what the app writes'
              : undefined;
    return why === undefined ? [] : [finding(folder, name, why)];
  });
}

function filesOf(folder: string): ReadonlySet<string> {
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  return new Set(entries.filter(entry => entry.isFile())
    .map(({ name, parentPath }) => join(parentPath, name).slice(folder.length + 1)));
}

function finding(folder: string, name: string, why: string): LocatedFinding {
  const file = join(folder, name);
  return {
    rule: 'stale-output', severity: 'error', deployment: folder, field: name, file, line: 1, column: 1,
    cause: `${file} ${why}`,
    fix: 'run `llmd synth` and commit the result',
    source: '--check',
  };
}
