import { sourceOf } from '../model-sources/sources';
import type { OperationsPlan } from './operations-plan';
import type { Role } from '../spec/role';
import type { AutoscalingSpec } from '../spec/operations';
import type { InferenceSpec } from '../spec/deployment';
import type { InferencePlan } from './inference-plan';
import type { PoolPlan } from './pool-plan';
import { poolOf } from './pools';
import { EXT_PROC_PORT, METRICS_PORT, METRICS_PORT_NAME } from './picker-ports';
import { pickerLabels } from './picker-labels';
import { drain } from './drain';
import { gpus } from './model-server-pool-props';
import { connectorNamed } from '../connectors/connectors';
import type { AutoscalerProps, ScalingMetric } from './autoscaler-props';
import type { MonitorsProps } from './monitors-props';
import type { ModelServerEndpoint, NetworkPoliciesProps } from './network-policies-props';
import { planVerification } from './verification';
import { series, ServingMetrics } from './serving-metrics';

type Served = Pick<
  InferencePlan, 'endpointPicker' | 'inferenceGateway' | 'inferencePool' | 'name' | 'pools' | 'spec'
>;

/** The parts that a spec asks for. */
export function planOperations(plan: Served): OperationsPlan {
  const { disruptionBudgets = true, monitoring, networkPolicies, verification } = plan.spec.operations ?? {};
  const { pools } = plan;
  const metrics = servingMetrics(plan);
  return {
    disruptionBudgets: disruptionBudgets ? pools.map(({ name, selector }) => ({ name, selector })) : [],
    autoscalers: pools.flatMap(pool => autoscaler(plan.spec, pool, metrics)),
    ...(networkPolicies && { networkPolicies: flows(plan) }),
    ...(monitoring && metrics && { monitors: monitors(plan, metrics, monitoring.labels ?? {}) }),
    ...(monitoring
      && metrics
      && (monitoring.alerts ?? true) && { alerts: { ...metrics, labels: monitoring.labels ?? {} } }),
    ...(monitoring && metrics && (monitoring.dashboard ?? true) && { dashboard: metrics }),
    ...(verification && metrics && { verification: planVerification(plan, metrics.modelServer, verification) }),
  };
}

/**
 * Held to unless the spec says otherwise: bounds of vLLM's histograms that a reader of streamed text does not notice.
 */
const defaultObjectives = { firstTokenSeconds: 2.5, tokenSeconds: 0.05, ratio: 0.99 } as const;

/**
 * What is read of the pods, which all run one vLLM; nothing where its metrics are not known, which a rule refuses for
 * all that reads them (PD514).
 */
function servingMetrics({
  endpointPicker: { name: picker, release },
  name,
  pools: [pool],
  spec,
}: Served): ServingMetrics | undefined {
  const known = pool?.modelServer.known;
  return (
    known && {
      name,
      namespace: spec.namespace,
      modelServer: known.metrics,
      picker: { name: picker, ...(release.metrics && { metrics: release.metrics }) },
      objectives: { ...defaultObjectives, ...spec.operations?.monitoring?.objectives },
    }
  );
}

function monitors(
  { pools }: Served,
  { picker }: ServingMetrics,
  labels: MonitorsProps['labels'],
): MonitorsProps {
  return {
    labels,
    roles: pools.map(({ name, selector }) => ({ name, pods: selector })),
    ...(picker.metrics && {
      picker: { name: picker.name, labels: pickerLabels(picker.name), port: METRICS_PORT_NAME },
    }),
  };
}

function autoscaler(
  spec: InferenceSpec, pool: PoolPlan, metrics: ServingMetrics | undefined,
): AutoscalerProps[] {
  const { name, replicas, role, workload } = pool;
  const { autoscaling } = spec[role];
  if (!autoscaling || !metrics) return [];
  return [{
    workload,
    name,
    autoscaler: spec.operations?.autoscaler ?? { type: 'HorizontalPodAutoscaler' },
    minReplicas: replicas,
    maxReplicas: autoscaling.maxReplicas,
    gpus: gpus(pool),
    gracePeriodSeconds: drain(pool).gracePeriodSeconds,
    metrics: scalingMetrics(metrics, role, autoscaling),
  }];
}

/**
 * Waiting requests for both; what a decode pod runs out of is KV cache, what a prefill pod runs out of is time to
 * compute prompts.
 */
function scalingMetrics(
  of: ServingMetrics,
  role: Role,
  { kvCacheUsage = 0.8, promptTokens, queue = 4 }: AutoscalingSpec,
): ScalingMetric[] {
  const { modelServer: m } = of;
  const gauge = (name: string, amount: number): ScalingMetric => ({
    name,
    query: `sum(${series(of, name, role)})`,
    thousandths: Math.round(amount * 1000),
  });
  if (role === 'decode') return [gauge(m.waiting, queue), gauge(m.kvCacheUsage, kvCacheUsage)];
  const rate = {
    name: m.promptTokens.replace(/_total$/, ''),
    query: `sum(rate(${series(of, m.promptTokens, role)}[5m]))`,
  };
  return [
    gauge(m.waiting, queue),
    ...(promptTokens === undefined ? [] : [{ ...rate, thousandths: Math.round(promptTokens * 1000) }]),
  ];
}

function flows(plan: Served): NetworkPoliciesProps {
  const { endpointPicker, inferenceGateway, inferencePool, name, spec } = plan;
  const [prefill, decode] = [poolOf(plan, 'prefill'), poolOf(plan, 'decode')];
  const { monitoring, networkPolicies } = spec.operations ?? {};
  return {
    name,
    prefill: endpoint(prefill),
    decode: endpoint(decode),
    picker: {
      name: endpointPicker.name,
      pods: pickerLabels(endpointPicker.name),
      extProcPort: EXT_PROC_PORT,
      metricsPort: METRICS_PORT,
    },
    gateway: inferenceGateway.name,
    servingPort: inferencePool.targetPort,
    ...(networkPolicies?.apiServer && { apiServer: networkPolicies.apiServer }),
    ...(monitoring && { monitoringNamespace: monitoring.namespace }),
    downloadPorts: prefill.model.offline ? [] : sourceOf(prefill.model).downloadPorts,
  };
}

function endpoint({
  connector,
  enginePort,
  modelServer,
  name,
  parallelism,
  selector,
}: PoolPlan): ModelServerEndpoint {
  const { cachePorts, ports } = connectorNamed(connector);
  return {
    name,
    pods: selector,
    enginePort,
    connectorPorts: ports({ modelServer, parallelism }).map(({ port }) => port),
    cachePorts,
  };
}
