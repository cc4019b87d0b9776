/** The result of one check of a cluster. */
export interface Diagnosis {
  /** What was checked. */
  readonly check: string;
  /** `unknown` if the caller has no permission to look, or the cluster does not say. */
  readonly severity: 'ok' | 'warning' | 'error' | 'unknown';
  /** What was observed, with its figures. */
  readonly message: string;
  /** What to do; present unless the severity is `ok`. */
  readonly fix?: string;
}

/** A check that found nothing wrong. */
export function ok(check: string, message: string): Diagnosis {
  return { check, severity: 'ok', message };
}

/** A check that shows that the deployment cannot work. */
export function error(check: string, message: string, fix: string): Diagnosis {
  return { check, severity: 'error', message, fix };
}

/** A check that shows that the deployment may not work. */
export function warning(check: string, message: string, fix: string): Diagnosis {
  return { check, severity: 'warning', message, fix };
}

/** A check that could not be made. */
export function unknown(check: string, message: string, fix: string): Diagnosis {
  return { check, severity: 'unknown', message, fix };
}

/** Commands as a fix has them. */
export function commandsText(commands: readonly string[]): string {
  return commands.map(command => `\`${command}\``).join(', then ');
}
