import type { AlertsProps } from '../../../plan/alerts-props';
import { series } from '../../../plan/serving-metrics';
import { gatewaySeries, pickerSeries } from '../queries';
import type { Alert } from './alert';
import { pickerDeployment } from './availability';

/** Alerts that have no series are silent: these say so. */
export function scraping(of: AlertsProps): readonly Alert[] {
  const { gateway, picker, roles } = of;
  return [
    ...roles.map(({ role }) => silent(
      role === 'prefill' ? 'PrefillMetricsMissing' : 'DecodeMetricsMissing',
      `${series(of, 'up', role)} == 1`,
      `${role} pods`,
    )),
    ...(picker.metrics ? [silent('PickerMetricsMissing', `${pickerSeries(of, 'up')} == 1`, 'the picker')] : []),
    ...(gateway ? [silent('GatewayMetricsMissing', `${gatewaySeries(gateway, of, 'up')} == 1`, 'the gateway')] : []),
    silent('StateMetricsMissing', pickerDeployment(of), 'kube-state-metrics about the picker\'s Deployment'),
  ];
}

function silent(name: string, expr: string, whose: string): Alert {
  return {
    name,
    severity: 'warning',
    expr: `absent(${expr})`,
    minutes: 15,
    summary: `Prometheus has no metrics of ${whose}: alerts that read them cannot fire`,
    runbook:
      'look in Prometheus\'s targets whether the monitor is selected (`operations.monitoring.labels`) and whether a '
      + 'NetworkPolicy keeps it out (`operations.monitoring.namespace`); then whether the pods exist',
    command: 'status',
  };
}
