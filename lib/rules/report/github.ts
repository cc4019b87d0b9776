import { Finding } from '../language/finding';
import type { SpecSource } from '../language/source-location';
import { placeOf } from '../language/source-location';

/**
 * Workflow commands that GitHub shows as annotations of a pull request. Values and the message are escaped as
 * `@actions/toolkit` 2.0 `packages/core/src/command.ts` does it.
 */
export function githubReport(findings: readonly Finding[], sources: readonly SpecSource[]): string[] {
  return findings.map((finding) => {
    const place = placeOf(finding, sources);
    const properties = { ...(place && { file: place.path, line: String(place.line) }), title: finding.rule };
    const written = Object.entries(properties).map(([name, value]) => `${name}=${property(value)}`).join(',');
    return `::${finding.severity} ${written}::${data(textOf(finding))}`;
  });
}

function textOf({ cause, deployment, field, fix, source }: Finding): string {
  return `${deployment}/${field}: ${cause}. Fix: ${fix}. Source: ${source}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
