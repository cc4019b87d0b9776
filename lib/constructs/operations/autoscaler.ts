import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { ScaledObject, ScaledObjectSpecTriggersAuthenticationRefKind } from '../../../imports/keda.sh';
import { AutoscalerProps } from '../../plan/autoscaler-props';
import type { KedaSpec } from '../../spec/operations';
import { workloadNamed } from '../../workloads/workloads';

/** Changes the number of pods of one role. */
export class Autoscaler extends Construct {
  constructor(scope: Construct, id: string, props: AutoscalerProps) {
    super(scope, id);
    if (props.autoscaler.type === 'HorizontalPodAutoscaler') horizontalPodAutoscaler(this, props);
    else scaledObject(this, props, props.autoscaler);
  }
}

function horizontalPodAutoscaler(scope: Construct, props: AutoscalerProps): void {
  const { maxReplicas, metrics, minReplicas, name } = props;
  const { apiVersion, kind } = workloadNamed(props.workload);
  new k8s.KubeHorizontalPodAutoscalerV2(scope, 'Default', {
    metadata: { name, annotations: bounds(props) },
    spec: {
      scaleTargetRef: { apiVersion, kind, name },
      minReplicas,
      maxReplicas,
      metrics: metrics.map(metric => ({
        type: 'Pods',
        pods: {
          metric: { name: metric.name },
          target: { type: 'AverageValue', averageValue: k8s.Quantity.fromString(`${metric.thousandths}m`) },
        },
      })),
      behavior: { scaleDown: scaleDown(props) },
    },
  });
}

function scaledObject(scope: Construct, props: AutoscalerProps, keda: KedaSpec): void {
  const { authentication, prometheus: serverAddress } = keda;
  const { authModes = ['bearer'], kind = 'TriggerAuthentication', name: credentials } = authentication ?? {};
  const { maxReplicas, metrics, minReplicas, name } = props;
  new ScaledObject(scope, 'Default', {
    metadata: { name, annotations: bounds(props) },
    spec: {
      scaleTargetRef: { ...workloadNamed(props.workload).kedaTarget, name },
      minReplicaCount: minReplicas,
      maxReplicaCount: maxReplicas,
      // Without Prometheus nobody knows the load: what runs stays as it is at least this large.
      fallback: { failureThreshold: 3, replicas: minReplicas },
      advanced: { horizontalPodAutoscalerConfig: { behavior: { scaleDown: scaleDown(props) } } },
      triggers: metrics.map(({ query, thousandths }) => ({
        type: 'prometheus',
        metricType: 'AverageValue',
        metadata: {
          serverAddress, query, threshold: String(thousandths / 1000),
          ...(credentials !== undefined && { authModes: authModes.join(',') }),
        },
        ...(credentials !== undefined && {
          authenticationRef: { name: credentials, kind: kinds[kind] },
        }),
      })),
    },
  });
}

const kinds = {
  TriggerAuthentication: ScaledObjectSpecTriggersAuthenticationRefKind.TRIGGER_AUTHENTICATION,
  ClusterTriggerAuthentication: ScaledObjectSpecTriggersAuthenticationRefKind.CLUSTER_TRIGGER_AUTHENTICATION,
} as const;

/**
 * One pod in the time that a pod may take to drain, after five minutes of less load: what a drained pod had is then
 * spread over the others.
 */
function scaleDown({ gracePeriodSeconds }: AutoscalerProps): k8s.HpaScalingRulesV2 {
  return {
    stabilizationWindowSeconds: 300,
    policies: [{ type: 'Pods', value: 1, periodSeconds: Math.min(gracePeriodSeconds, MAX_PERIOD_SECONDS) }],
    selectPolicy: 'Max',
  };
}

/** Kubernetes 1.34 `pkg/apis/autoscaling/validation`: periodSeconds must be less than or equal to 1800. */
const MAX_PERIOD_SECONDS = 1800;

function bounds({ gpus, maxReplicas, minReplicas }: AutoscalerProps): Record<string, string> {
  return { 'llm-d.ai/gpus': `${minReplicas * gpus} to ${maxReplicas * gpus}` };
}
