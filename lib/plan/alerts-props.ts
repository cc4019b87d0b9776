import type { Labels } from './labels';
import type { ServingMetrics } from './serving-metrics';

/** What `Alerts` need. */
export interface AlertsProps extends ServingMetrics {
  /** Labels by which Prometheus selects rules. */
  readonly labels: Labels;
}
