import type {
  AutoscalingSpec,
  BenchmarkSpec,
  HorizontalPodAutoscalerSpec,
  KedaSpec,
  MonitoringSpec,
  NetworkPoliciesSpec,
  ObjectivesSpec,
  OperationsSpec,
  RdmaSpec,
  SecuritySpec,
  VerificationSpec,
} from '../../spec/operations';
import { anyOf, boolean, list, map, number, object, oneOf, optional, Shape, string, union } from '../language/shape';

/** `operations` of a spec. */
export const operations: Shape = object<OperationsSpec>({
  disruptionBudgets: optional(boolean),
  topologySpread: optional(boolean),
  networkPolicies: optional(object<NetworkPoliciesSpec>({ apiServer: optional(list(string)) })),
  monitoring: optional(
    object<MonitoringSpec>({
      namespace: string,
      labels: optional(map(string)),
      alerts: optional(boolean),
      dashboard: optional(boolean),
      objectives: optional(
        object<ObjectivesSpec>({
          firstTokenSeconds: optional(oneOf(0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20)),
          tokenSeconds: optional(oneOf(0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2)),
          ratio: optional(number),
        }),
      ),
    }),
  ),
  verification: optional(
    object<VerificationSpec>({
      requests: optional(number),
      benchmark: optional(
        object<BenchmarkSpec>({
          prompts: optional(number),
          concurrency: optional(number),
          inputTokens: optional(number),
          outputTokens: optional(number),
        }),
      ),
    }),
  ),
  autoscaler: optional(
    union({
      HorizontalPodAutoscaler: object<HorizontalPodAutoscalerSpec>({ type: string }),
      ScaledObject: object<KedaSpec>({ type: string, prometheus: string }),
    }),
  ),
});

/** `autoscaling` of a role. */
export const autoscaling: Shape = object<AutoscalingSpec>({
  maxReplicas: number, queue: optional(number), kvCacheUsage: optional(number), promptTokens: optional(number),
});

const rdma = object<RdmaSpec>({
  type: oneOf('rdma-node-memlock', 'rdma-ipc-lock'),
  network: oneOf('infiniband', 'roce', 'efa'),
  resource: optional(string),
  devices: optional(number),
});

/** `fabric` of a spec. */
export const fabric: Shape = (value, field) =>
  typeof value === 'object' ? rdma(value, field) : anyOf('\'tcp\' or { type, network }', oneOf('tcp'))(value, field);

/** `security` of a spec. */
export const security: Shape = object<SecuritySpec>({
  user: optional(oneOf('image', 'high', 'openshift')),
  readOnlyEngine: optional(boolean),
});
