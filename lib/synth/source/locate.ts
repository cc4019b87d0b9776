import type { Finding } from '../../rules/language/finding';
import type { LocatedFinding } from '../../rules/language/source-place';
import { placeOf, placeOfFrame } from './spec-place';
import { userFrames } from './stack-frames';
import { projectTypescript } from './typescript';

const origins = new WeakMap<Finding, Error>();

/** Remembers the stack at which the app made what a finding is about. The first counts. */
export function setOrigin(finding: Finding, created: Error | undefined): void {
  if (created && !origins.has(finding)) origins.set(finding, created);
}

/**
 * The findings with the places at which they are written. Without the package typescript in the project it is the line
 * that makes the deployment, which standard error says.
 */
export function located(findings: readonly Finding[]): readonly LocatedFinding[] {
  const known = findings.filter(finding => origins.has(finding));
  const ts = known.length > 0 ? projectTypescript() : undefined;
  if (known.length > 0 && ts === undefined)
    console.error('findings are placed where the deployment is made. Fix: npm install --save-dev typescript');
  return findings.map((finding) => {
    const frames = userFrames(origins.get(finding)?.stack ?? '');
    const [frame] = frames;
    if (frame === undefined) return finding;
    const place = ts && placeOf(ts, frames, finding.deployment, finding.field);
    return { ...finding, ...(place ?? placeOfFrame(frame)) };
  });
}
