import type { GatewayMetrics } from '../gateways/gateway';
import type { Role } from '../spec/role';
import type { Labels } from './labels';
import type { ServingMetrics } from './serving-metrics';

/** What `Alerts` need. */
export interface AlertsProps extends ServingMetrics {
  /** Labels by which Prometheus selects rules. */
  readonly labels: Labels;
  /** Where pages about the alerts are. @default - nowhere */
  readonly runbookUrl?: string;
  /** The roles that are meant to have pods. */
  readonly roles: readonly ServedRole[];
  /** Names of the HorizontalPodAutoscalers. */
  readonly autoscalers: readonly string[];
  /** Name of the claim with the weights. @default - they are on no claim */
  readonly claim?: string;
  /** The gateway. @default - its metrics are not known */
  readonly gateway?: ServedGateway;
}

/** The pods of a role. */
export interface ServedRole {
  /** What they do. */
  readonly role: Role;
  /** What runs them: the kind of a module in `lib/workloads/`. */
  readonly workload: string;
  /** Its name. */
  readonly name: string;
  /** The set that it is of. @default - none */
  readonly set?: string;
}

/** A Gateway whose pods are scraped. */
export interface ServedGateway {
  /** The label by which its pods are found, as Prometheus writes it, and the value. */
  readonly pods: { readonly label: string; readonly value: string };
  /** Its metrics. */
  readonly metrics: GatewayMetrics;
}
