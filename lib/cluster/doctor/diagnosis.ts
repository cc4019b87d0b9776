/** What a check of a cluster has found. */
export interface Diagnosis {
  /** What was checked. */
  readonly check: string;
  /** `unknown` where the caller may not look, or nothing tells. */
  readonly severity: 'ok' | 'warning' | 'error' | 'unknown';
  /** What was seen, with its figures. */
  readonly message: string;
  /** What to do, for all that is not `ok`. */
  readonly fix?: string;
}

/** A check that found nothing wrong. */
export function ok(check: string, message: string): Diagnosis {
  return { check, severity: 'ok', message };
}

/** A check after which the deployment cannot work. */
export function error(check: string, message: string, fix: string): Diagnosis {
  return { check, severity: 'error', message, fix };
}

/** A check after which it may not. */
export function warning(check: string, message: string, fix: string): Diagnosis {
  return { check, severity: 'warning', message, fix };
}

/** A check that could not be made. */
export function unknown(check: string, message: string, fix: string): Diagnosis {
  return { check, severity: 'unknown', message, fix };
}
