import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { dashboardJson } from './dashboard-json';
import type { ServingMetrics } from '../../plan/serving-metrics';

/** A Grafana dashboard that follows a request: picker, prefill, transfer of KV cache, decode, as far as there are. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: ServingMetrics) {
    super(scope, id);
    new k8s.KubeConfigMap(this, 'Default', {
      // The label that the sidecar of Grafana's chart looks for by default (grafana/helm-charts `charts/grafana`:
      // sidecar.dashboards.label).
      metadata: { name: `${props.name}-dashboard`, labels: { grafana_dashboard: '1' } },
      // The sidecar puts all dashboards of the cluster into one folder, by these names.
      data: { [`${props.namespace}.${props.name}.json`]: `${dashboardJson(props)}\n` },
    });
  }
}
