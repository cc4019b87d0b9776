import type { AlertsProps } from './alerts-props';
import type { AutoscalerProps } from './autoscaler-props';
import type { DisruptionBudgetProps } from './disruption-budget-props';
import type { MonitorsProps } from './monitors-props';
import type { NetworkPoliciesProps } from './network-policies-props';
import { PlannedVerification } from './planned-verification';
import { ServingMetrics } from './serving-metrics';

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
