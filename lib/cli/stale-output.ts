import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocatedFinding } from '../rules/language/source-place';

/** Files of an output folder that are not those of a synth, each as a finding of no rule. */
export function staleFindings(folder: string, synthesized: string): readonly LocatedFinding[] {
  const [before, after] = [filesOf(folder), filesOf(synthesized)];
  return [...new Set([...before, ...after])].sort().flatMap((name) => {
    const why = difference(before.has(name) && join(folder, name), after.has(name) && join(synthesized, name));
    return why === undefined ? [] : [finding(folder, name, why)];
  });
}

/** Why a file is not up to date; each path is false where there is no such file. */
function difference(found: string | false, written: string | false): string | undefined {
  if (found === false) return 'does not exist, and the app writes it';
  if (written === false) return 'exists, and the app does not write it';
  return readFileSync(found).equals(readFileSync(written)) ? undefined : 'is not what the app writes';
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
