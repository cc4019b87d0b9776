import { gatewayNamed } from '../../gateways/gateways';
import { boolean, map, number, object, oneOf, optional, string, webAddress } from '../../schema/shape';
import type { MonitoringSpec, ObjectivesSpec } from '../../spec/operations';
import type { AlertsProps } from '../alerts-props';
import type { MonitorsProps } from '../monitors-props';
import { portsFrom, servingPorts } from '../parallelism';
import { pickerLabels } from '../picker-labels';
import { METRICS_PORT_NAME } from '../picker-ports';
import { ENGINE_PORT_NAME, rankPortName } from '../ports';
import { ServingMetrics, servingMetrics } from '../serving-metrics';
import type { OperationsPart, ServedDeployment } from './part';
import { poolSpec } from '../pool-spec';

/** What Prometheus collects, when it calls, and what Grafana shows. */
export const monitoring: OperationsPart<'monitoring'> = {
  fields: {
    monitoring: optional(
      object<MonitoringSpec>({
        namespace: string,
        labels: optional(map(string)),
        alerts: optional(boolean),
        runbookUrl: optional(webAddress),
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
  },
  plan: (deployment) => {
    const asked = deployment.spec.operations?.monitoring;
    const metrics = servingMetrics(deployment);
    if (!asked || !metrics) return {};
    const { alerts = true, dashboard = true, labels = {} } = asked;
    return {
      monitors: monitors(deployment, metrics, labels),
      ...alerts && { alerts: alertsProps(deployment, metrics, labels) },
      ...dashboard && { dashboard: metrics },
    };
  },
};

function alertsProps(
  { inferenceGateway: { entrance, podLabel, provider }, modelCache, pools, spec }: ServedDeployment,
  metrics: ServingMetrics,
  labels: AlertsProps['labels'],
): AlertsProps {
  // A Gateway that exists is watched by its owner.
  const gatewayMetrics = entrance.from ? undefined : gatewayNamed(provider.name).metrics;
  const scaled = pools.filter(({ role }) => poolSpec(spec, role).autoscaling);
  // KEDA makes the autoscaler of a ScaledObject (KEDA 2.20 `pkg/scaling`: `keda-hpa-<name>`).
  const prefix = spec.operations?.autoscaler?.type === 'ScaledObject' ? 'keda-hpa-' : '';
  return {
    ...metrics,
    labels,
    runbookUrl: spec.operations?.monitoring?.runbookUrl,
    roles: pools.filter(({ replicas }) => replicas > 0).map(({ name, role, set, workload }) => ({
      name, role, workload, ...(set && { set: set.name }),
    })),
    autoscalers: scaled.map(({ name }) => `${prefix}${name}`),
    ...modelCache.storage.type === 'persistentVolumeClaim' && { claim: modelCache.name },
    ...gatewayMetrics && {
      gateway: { pods: { ...podLabel, label: labelOfSeries(podLabel.label) }, metrics: gatewayMetrics },
    },
  };
}

/** The label of a pod as Prometheus names the label of its series. */
function labelOfSeries(label: string): string {
  return label.replace(/[^a-zA-Z0-9_]/g, '_');
}

function monitors(
  { inferenceGateway: { entrance, name: gateway, podLabel, provider }, pools }: ServedDeployment,
  { picker }: ServingMetrics,
  labels: MonitorsProps['labels'],
): MonitorsProps {
  const ofGateway = entrance.from ? undefined : gatewayNamed(provider.name).metrics;
  return {
    labels,
    ...(ofGateway && {
      gateway: { name: gateway, podLabel, port: ofGateway.port, path: ofGateway.path },
    }),
    roles: pools.map(({ name, parallelism, selector }) => ({
      name,
      pods: selector,
      ports: portsFrom(0, servingPorts(parallelism)).map(rank => rankPortName(ENGINE_PORT_NAME, rank)),
    })),
    ...(picker.metrics && {
      picker: { name: picker.name, labels: pickerLabels(picker.name), port: METRICS_PORT_NAME },
    }),
  };
}

declare module '../../spec/operations' {
  interface OperationsSpec {
    /**
     * What Prometheus collects and when it calls. Needs the Prometheus operator's kinds in the cluster. @default - none
     */
    readonly monitoring?: MonitoringSpec;
  }
}

declare module '../operations-plan' {
  interface OperationsPlan {
    /** What Prometheus collects. */
    readonly monitors?: MonitorsProps;
    /** When Prometheus calls. */
    readonly alerts?: AlertsProps;
    /** What Grafana shows. */
    readonly dashboard?: ServingMetrics;
  }
}
