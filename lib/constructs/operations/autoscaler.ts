import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  ScaledObject, ScaledObjectSpecTriggersAuthenticationRefKind, TriggerAuthentication,
} from '../../../imports/keda.sh';
import { AutoscalerProps } from '../../plan/autoscaler-props';
import type { KedaAuthenticationSpec, KedaSecretSpec, KedaSpec } from '../../spec/operations';
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
  const { apiVersion, kind } = scaleTarget(props);
  new k8s.KubeHorizontalPodAutoscalerV2(scope, 'Default', {
    metadata: { name, annotations: bounds(props) },
    spec: {
      scaleTargetRef: { apiVersion, kind, name },
      // It knows no pod at all (PD804).
      minReplicas: Math.max(minReplicas, 1),
      maxReplicas,
      metrics: metrics.map(metric => ({
        type: 'Pods',
        pods: {
          metric: { name: metric.name },
          target: { type: 'AverageValue', averageValue: k8s.Quantity.fromString(`${metric.thousandths}m`) },
        },
      })),
      behavior: behavior(props),
    },
  });
}

function scaleTarget({ workload }: AutoscalerProps): { readonly apiVersion: string; readonly kind: string } {
  const { apiVersion, kind, scaleTarget = { apiVersion, kind } } = workloadNamed(workload);
  return scaleTarget;
}

function scaledObject(scope: Construct, props: AutoscalerProps, keda: KedaSpec): void {
  const { authentication, prometheus: serverAddress } = keda;
  const { maxReplicas, metrics, minReplicas, name } = props;
  const { authModes = ['bearer'], kind = 'TriggerAuthentication', name: credentials }: Partial<KedaAuthenticationSpec>
    = authentication !== undefined && 'secretName' in authentication ? { name } : authentication ?? {};
  if (authentication !== undefined && 'secretName' in authentication)
    triggerAuthentication(scope, name, authentication);
  new ScaledObject(scope, 'Default', {
    metadata: { name, annotations: bounds(props) },
    spec: {
      scaleTargetRef: { ...workloadNamed(props.workload).kedaTarget, name },
      minReplicaCount: minReplicas,
      maxReplicaCount: maxReplicas,
      // Without Prometheus nobody knows the load: what runs stays as it is at least this large.
      fallback: { failureThreshold: 3, replicas: Math.max(minReplicas, 1) },
      advanced: { horizontalPodAutoscalerConfig: { behavior: behavior(props) } },
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

/** One for each role, with its name: a part that is switched off takes nothing away from the other. */
function triggerAuthentication(
  scope: Construct, name: string, { bearerToken = 'token', ca, secretName }: KedaSecretSpec,
): void {
  const entry = (parameter: string, key: string) => ({ parameter, name: secretName, key });
  new TriggerAuthentication(scope, 'authentication', {
    metadata: { name },
    spec: {
      secretTargetRef: [entry('bearerToken', bearerToken), ...(ca === undefined ? [] : [entry('ca', ca)])],
    },
  });
}

const kinds = {
  TriggerAuthentication: ScaledObjectSpecTriggersAuthenticationRefKind.TRIGGER_AUTHENTICATION,
  ClusterTriggerAuthentication: ScaledObjectSpecTriggersAuthenticationRefKind.CLUSTER_TRIGGER_AUTHENTICATION,
} as const;

function behavior(props: AutoscalerProps): k8s.HorizontalPodAutoscalerBehaviorV2 {
  return {
    ...(props.upSeconds !== undefined && { scaleUp: { stabilizationWindowSeconds: props.upSeconds } }),
    scaleDown: scaleDown(props),
  };
}

/**
 * One pod in the time that a pod may take to drain, after a time of less load: what a drained pod had is then spread
 * over the others.
 */
function scaleDown({ downSeconds, gracePeriodSeconds }: AutoscalerProps): k8s.HpaScalingRulesV2 {
  return {
    stabilizationWindowSeconds: downSeconds,
    policies: [{ type: 'Pods', value: 1, periodSeconds: Math.min(gracePeriodSeconds, MAX_PERIOD_SECONDS) }],
    selectPolicy: 'Max',
  };
}

/** Kubernetes 1.34 `pkg/apis/autoscaling/validation`: periodSeconds must be less than or equal to 1800. */
const MAX_PERIOD_SECONDS = 1800;

function bounds({ gpus, maxReplicas, minReplicas }: AutoscalerProps): Record<string, string> {
  return { 'llm-d.ai/gpus': `${minReplicas * gpus} to ${maxReplicas * gpus}` };
}
