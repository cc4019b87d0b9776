import { Construct } from 'constructs';
import { PodMonitor, ServiceMonitor } from '../../../imports/monitoring.coreos.com';
import { MODEL_LABEL, ROLE_LABEL } from '../../plan/labels';
import { MonitorsProps } from '../../plan/monitors-props';

/** Pod labels that become labels of the metrics: `llm_d_ai_model` and `llm_d_ai_role`. */
const targetLabels = [MODEL_LABEL, ROLE_LABEL];

/**
 * Tells Prometheus where the metrics of both roles and of the picker are. Engines are scraped themselves, not through
 * the routing proxy.
 */
export class Monitors extends Construct {
  constructor(scope: Construct, id: string, { gateway, labels, picker, roles }: MonitorsProps) {
    super(scope, id);
    for (const { name, pods, ports } of roles) {
      new PodMonitor(this, name, {
        metadata: { name, labels },
        spec: {
          selector: { matchLabels: pods },
          podTargetLabels: targetLabels,
          podMetricsEndpoints: ports.map(port => ({ port, path: '/metrics', interval: SCRAPE_INTERVAL })),
        },
      });
    }
    if (gateway) {
      new PodMonitor(this, gateway.name, {
        metadata: { name: gateway.name, labels },
        spec: {
          selector: { matchLabels: { [gateway.podLabel.label]: gateway.podLabel.value } },
          podTargetLabels: [gateway.podLabel.label],
          podMetricsEndpoints: [{ port: gateway.port, path: gateway.path, interval: SCRAPE_INTERVAL }],
        },
      });
    }
    if (picker) {
      new ServiceMonitor(this, picker.name, {
        metadata: { name: picker.name, labels },
        spec: {
          selector: { matchLabels: picker.labels },
          endpoints: [{ port: picker.port, path: '/metrics', interval: SCRAPE_INTERVAL }],
        },
      });
    }
  }
}

/** Four scrapes a minute: a rate over five minutes has twenty of them. */
const SCRAPE_INTERVAL = '15s';
