import type { LocatedFinding } from '../language/source-place';
import { joined, type JoinedFinding, placesText } from './joined';

/**
 * Workflow commands that GitHub shows as annotations of a pull request. Values and the message are escaped as
 * `@actions/toolkit` 2.0 `packages/core/src/command.ts` does it.
 */
export function githubReport(findings: readonly LocatedFinding[]): string[] {
  return joined(findings).map((finding) => {
    const { column, file, line, rule, severity } = finding;
    const place: readonly (readonly [string, string])[]
      = file === undefined ? [] : [['file', file], ['line', String(line)], ['col', String(column)]];
    const written = [...place, ['title', rule] as const].map(([name, value]) => `${name}=${property(value)}`);
    return `::${severity} ${written.join(',')}::${data(textOf(finding))}`;
  });
}

function textOf(finding: JoinedFinding): string {
  const { cause, fix, source } = finding;
  return `${placesText(finding)}: ${cause}. Fix: ${fix}. Source: ${source}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
