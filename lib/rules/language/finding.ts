/** One statement about a deployment that cannot work (`error`) or probably does not do what was meant (`warning`). */
export interface Finding {
  /** The rule that found it, for example `PD101`. */
  readonly rule: string;
  /** An `error` stops the synth; a `warning` is printed and the manifests are written. */
  readonly severity: 'error' | 'warning';
  /** The deployment (the chart's id) it is about. */
  readonly deployment: string;
  /**
   * The path of the field in the spec, for example `decode.replicas`, or of the object in the output, for example
   * `Deployment/llama-decode`.
   */
  readonly field: string;
  /** What is wrong and why it cannot work, with the value. */
  readonly cause: string;
  /** What to write instead. */
  readonly fix: string;
  /** Where the rule comes from: repository, file and version, issue, or API documentation. */
  readonly source: string;
  /** Whether it says that something else would serve better, not that this does not work. @default false */
  readonly isAdvice?: boolean;
}

/** A finding as one line for a reader: where, which rule, what is wrong, how to repair it, where that is written. */
export function formatFinding(finding: Finding): string {
  return (
    `[${finding.deployment}/${finding.field}] ${finding.rule}: ${finding.cause}. Fix: ${finding.fix}. Source: `
    + `${finding.source}`
  );
}

/** All findings in the order they are printed: errors, warnings, advice, and each by deployment and field. */
export function sortFindings<T extends Finding>(findings: readonly T[]): T[] {
  const key = ({ severity, deployment, field, rule, isAdvice = false }: Finding) =>
    [severity, isAdvice, deployment, field, rule].join('\0');
  return [...findings].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
