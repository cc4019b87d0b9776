import type { Role } from '../../spec/role';
import type { ServedGateway } from '../../plan/alerts-props';
import { ServingMetrics, series } from '../../plan/serving-metrics';

/** The sum over pods of the rate of a counter, 0 where there is none. */
export function rateOf(of: ServingMetrics, metric: string, role: Role, window: string): string {
  return rateOfSeries(series(of, metric, role), window);
}

/** The sum of the rate of a counter, 0 where there is none. */
export function rateOfSeries(counter: string, window: string): string {
  return `(sum(rate(${counter}[${window}])) or vector(0))`;
}

/** The part that some of what is counted is of all of it; nothing where nothing was counted. */
export function partOf(some: string, all: string, window: string): string {
  return `(${rateOfSeries(some, window)} / sum(rate(${all}[${window}])))`;
}

/** The series of a metric about an object of Kubernetes. */
export function kubeSeries({ namespace }: Pick<ServingMetrics, 'namespace'>, metric: string, object: string): string {
  return `${metric}{namespace="${namespace}",${object}}`;
}

/** The series of a metric of the gateway's pods, which its PodMonitor finds by a label of them. */
export function gatewaySeries(
  { pods: { label, value } }: ServedGateway,
  { namespace }: Pick<ServingMetrics, 'namespace'>,
  metric: string,
  more = '',
): string {
  return `${metric}{namespace="${namespace}",${label}="${value}"${more}}`;
}

/** The series of a metric of the picker, which its ServiceMonitor finds by the Service. */
export function pickerSeries({ namespace, picker }: ServingMetrics, metric: string, more = ''): string {
  return `${metric}{namespace="${namespace}",service="${picker.name}"${more}}`;
}

/**
 * The part of the observations of a histogram above one of its bounds, in a window; nothing where there was no
 * observation.
 */
export function partAbove(of: ServingMetrics, histogram: string, role: Role, bound: number, window: string): string {
  // Python's client writes bounds as floats: 1 is `1.0`.
  const le = Number.isInteger(bound) ? `${bound}.0` : String(bound);
  return (
    `(1 - sum(rate(${series(of, `${histogram}_bucket`, role, `,le="${le}"`)}[${window}])) / `
    + `sum(rate(${series(of, `${histogram}_count`, role)}[${window}])))`
  );
}
