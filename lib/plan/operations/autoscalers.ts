import { anyOf, list, object, oneOf, optional, string, union } from '../../schema/shape';
import type {
  AutoscalingSpec, HorizontalPodAutoscalerSpec, KedaAuthenticationSpec, KedaSecretSpec, KedaSpec,
} from '../../spec/operations';
import type { InferenceSpec } from '../../spec/deployment';
import type { Role } from '../../spec/role';
import type { AutoscalerProps, ScalingMetric } from '../autoscaler-props';
import { drain } from '../drain';
import { gpusOfReplica } from '../model-server-pool-props';
import type { PoolPlan } from '../pool-plan';
import { series, ServingMetrics, servingMetrics } from '../serving-metrics';
import type { OperationsPart } from './part';
import { poolSpec } from '../pool-spec';

/** Who changes the number of pods of the roles with `autoscaling`. */
export const autoscalers: OperationsPart<'autoscaler'> = {
  fields: {
    autoscaler: optional(
      union({
        HorizontalPodAutoscaler: object<HorizontalPodAutoscalerSpec>({ type: string }),
        ScaledObject: object<KedaSpec>({
          type: string,
          prometheus: string,
          authentication: optional(anyOf(
            '{ name } or { secretName }',
            object<KedaSecretSpec>({ secretName: string, bearerToken: optional(string), ca: optional(string) }),
            object<KedaAuthenticationSpec>({
              name: string,
              kind: optional(oneOf('TriggerAuthentication', 'ClusterTriggerAuthentication')),
              authModes: optional(list(oneOf('bearer', 'basic', 'tls', 'custom'))),
            }),
          )),
        }),
      }),
    ),
  },
  plan: (deployment) => {
    const metrics = servingMetrics(deployment);
    return {
      autoscalers: deployment.pools.flatMap(pool => autoscaler(deployment.spec, pool, metrics)),
    };
  },
};

function autoscaler(
  spec: InferenceSpec, pool: PoolPlan, metrics: ServingMetrics | undefined,
): AutoscalerProps[] {
  const { name, replicas, role, workload } = pool;
  const { autoscaling } = poolSpec(spec, role);
  if (!autoscaling || !metrics) return [];
  return [{
    workload,
    name,
    autoscaler: spec.operations?.autoscaler ?? { type: 'HorizontalPodAutoscaler' },
    minReplicas: autoscaling.minReplicas ?? replicas,
    maxReplicas: autoscaling.maxReplicas,
    gpus: gpusOfReplica(pool),
    gracePeriodSeconds: drain(pool).gracePeriodSeconds,
    ...(autoscaling.upSeconds !== undefined && { upSeconds: autoscaling.upSeconds }),
    downSeconds: autoscaling.downSeconds ?? 300,
    metrics: scalingMetrics(metrics, role, autoscaling),
  }];
}

/**
 * Waiting requests for both; what a decode pod runs out of is KV cache, what a prefill pod runs out of is time to
 * compute prompts. A pod that does both runs out of either.
 */
function scalingMetrics(
  of: ServingMetrics,
  role: Role,
  spec: AutoscalingSpec,
): ScalingMetric[] {
  const { modelServer: m } = of;
  const ofPicker = pickerMetrics(of, spec);
  // Figures of the picker replace those of the engines that nobody states.
  const usual = ofPicker.length === 0 ? { queue: 4, kvCacheUsage: 0.8 } : {};
  const { kvCacheUsage, promptTokens, queue } = { ...usual, ...spec };
  const gauge = (name: string, amount: number): ScalingMetric => ({
    name,
    query: `sum(${series(of, name, role)})`,
    thousandths: Math.round(amount * 1000),
  });
  const rate = {
    name: m.promptTokens.replace(/_total$/, ''),
    query: `sum(rate(${series(of, m.promptTokens, role)}[5m]))`,
  };
  return [
    ...ofPicker,
    ...(queue === undefined ? [] : [gauge(m.waiting, queue)]),
    ...(role === 'decode' && kvCacheUsage !== undefined ? [gauge(m.kvCacheUsage, kvCacheUsage)] : []),
    ...(promptTokens === undefined ? [] : [{ ...rate, thousandths: Math.round(promptTokens * 1000) }]),
  ];
}

/** Figures of the picker, which serves one deployment: those of its Service. The first wakes a role that has no pod. */
function pickerMetrics(
  { namespace, picker: { metrics, name } }: ServingMetrics, { running, saturation, waiting }: AutoscalingSpec,
): ScalingMetric[] {
  const of = (how: 'sum' | 'max', metric: string | undefined, amount: number | undefined): ScalingMetric[] =>
    metric === undefined || amount === undefined
      ? []
      : [{
          name: metric,
          query: `${how}(${metric}{namespace="${namespace}",service="${name}"})`,
          thousandths: Math.round(amount * 1000),
        }];
  return [
    ...of('sum', metrics?.queued, waiting),
    ...of('sum', metrics?.running, running),
    ...of('max', metrics?.saturation, saturation),
  ];
}

declare module '../../spec/operations' {
  interface OperationsSpec {
    /**
     * Who changes the number of pods of roles that have `autoscaling`. @default - the HorizontalPodAutoscaler of
     * Kubernetes
     */
    readonly autoscaler?: AutoscalerSpec;
  }
}

declare module '../operations-plan' {
  interface OperationsPlan {
    /** One for each role with `autoscaling`. */
    readonly autoscalers: readonly AutoscalerProps[];
  }
}
