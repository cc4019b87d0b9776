import type { AlertsProps } from '../../../plan/alerts-props';

/** One alert. */
export interface Alert {
  /** Its name. */
  readonly name: string;
  /** `critical` wakes somebody: callers are served badly or not at all. */
  readonly severity: 'critical' | 'warning';
  /** The expression; the alert is for every series it gives. */
  readonly expr: string;
  /** Minutes that it must hold. */
  readonly minutes: number;
  /** What is wrong, for whoever is called. */
  readonly summary: string;
  /** What to look at and do first. */
  readonly runbook: string;
  /** The command of `llmd` with its arguments that says more: the runbook ends with it. */
  readonly command: string;
}

/** Alerts of one kind. Those whose metrics the deployment's components do not export are left out. */
export type AlertFamily = (of: AlertsProps) => readonly Alert[];
