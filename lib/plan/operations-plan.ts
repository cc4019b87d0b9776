import type { AlertsProps } from '../constructs/operations/alerts';
import type { AutoscalerProps } from '../constructs/operations/autoscaler';
import type { DisruptionBudgetProps } from '../constructs/operations/disruption-budget';
import type { MonitorsProps } from '../constructs/operations/monitors';
import type { NetworkPoliciesProps } from '../constructs/operations/network-flows';
import { PlannedVerification } from './planned-verification';
import { ServingMetrics } from '../constructs/operations/queries';

/** The parts of a deployment that are off or on, each with the props of its construct; one that is off is absent. */
export interface OperationsPlan {
  /** One a role. */
  readonly disruptionBudgets: readonly DisruptionBudgetProps[];
  /** One for each role with `autoscaling`. */
  readonly autoscalers: readonly AutoscalerProps[];
  /** Who may connect to whom. */
  readonly networkPolicies?: NetworkPoliciesProps;
  /** What Prometheus collects. */
  readonly monitors?: MonitorsProps;
  /** When Prometheus calls. */
  readonly alerts?: AlertsProps;
  /** What Grafana shows. */
  readonly dashboard?: ServingMetrics;
  /** What Argo CD runs after a sync. */
  readonly verification?: PlannedVerification;
}
