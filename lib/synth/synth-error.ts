import { Finding, formatFinding, sortFindings } from '../rules/language/finding';
import { reportFindings } from './finding-report';

/**
 * Everything that is wrong with an app, one line a finding. Nothing was written, unless the heading says what was.
 *
 * Where nobody catches it, the process ends with exit code 1 and the findings alone, in the form that {@link
 * reportFindings} chooses: a user's mistake is no reason for a stack trace.
 */
export class SynthError extends Error {
  /** Errors first, then warnings. */
  public readonly findings: readonly Finding[];

  /** How many there are, and where nothing was written, or what was. */
  public readonly heading: string;

  /** @param outcome what was written, where it is not nothing */
  constructor(findings: readonly Finding[], folder: string, outcome?: string) {
    const sorted = sortFindings(findings);
    const heading = `${countFindings(sorted)}: ${outcome ?? `nothing was written to ${folder}`}`;
    super([heading, ...sorted.map(formatFinding)].join('\n'));
    this.name = 'SynthError';
    this.heading = heading;
    this.findings = sorted;
    if (!process.listeners('uncaughtException').includes(reportUncaught))
      process.on('uncaughtException', reportUncaught);
  }
}

/** For example `2 errors, 1 warning`. */
function countFindings(findings: readonly Finding[]): string {
  const counts = (['error', 'warning'] as const).map(
    severity => [findings.filter(finding => finding.severity === severity).length, severity] as const,
  );
  return counts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}${number > 1 ? 's' : ''}`)
    .join(', ');
}

/**
 * In place of Node's report, which begins with lines of our code. Any other error ends the process as it does without
 * us.
 */
function reportUncaught(error: unknown): void {
  if (!(error instanceof SynthError) && process.listenerCount('uncaughtException') > 1) return;
  if (error instanceof SynthError) reportFindings(error.findings, error.heading);
  else console.error(error);
  process.exit(1);
}
