import { createHash } from 'node:crypto';
import type { Role } from '../../spec/role';
import { pickerSeries, rateOf } from './queries';
import { series, ServingMetrics } from '../../plan/serving-metrics';

/** The dashboard of a deployment as Grafana reads it. */
export function dashboardJson(of: ServingMetrics): string {
  const { name, namespace } = of;
  return JSON.stringify({
    uid: uid(`${namespace}.${name}`),
    title: `${namespace} / ${name}`,
    tags: ['llm-d'],
    schemaVersion: 39,
    editable: false,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    templating: { list: [{ name: 'datasource', type: 'datasource', query: 'prometheus' }] },
    panels: panels(of).map(placed),
  }, undefined, 1);
}

/**
 * A name of its own for each deployment, so that a link to the dashboard stays the same. Grafana takes 40 characters.
 */
function uid(name: string): string {
  return name.length <= MAX_UID ? name : createHash('sha256').update(name).digest('hex').slice(0, MAX_UID);
}

const MAX_UID = 40;

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly queries: readonly { readonly legend: string; readonly expr: string }[];
}

/** From left to right and from top to bottom as a request goes. */
function panels(of: ServingMetrics): Panel[] {
  const { isDisaggregated, modelServer: m, picker: { metrics } } = of;
  const computers = isDisaggregated ? 'prefill' : 'decode';
  return [
    {
      title: isDisaggregated ? 'Requests by role: equal where prefill/decode happens' : 'Requests',
      unit: 'reqps',
      queries: roles.filter(role => isDisaggregated || role === 'decode')
        .map(role => ({ legend: role, expr: rateOf(of, m.requests, role, '5m') })),
    },
    ...(metrics && isDisaggregated
      ? [
          {
            title: 'Decisions of the picker',
            unit: 'reqps',
            queries: [
              {
                legend: '{{decision_type}}',
                expr: `sum by (decision_type) (rate(${pickerSeries(of, metrics.decisions)}[5m]))`,
              },
            ],
          },
        ]
      : []),
    {
      title: isDisaggregated ? 'Prefill: prompt tokens by pod' : 'Prompt tokens by pod',
      unit: 'short',
      queries: [{ legend: '{{pod}}', expr: `sum by (pod) (rate(${series(of, m.promptTokens, computers)}[5m]))` }],
    },
    {
      title: isDisaggregated ? 'Prefill: time to the first token' : 'Time to the first token',
      unit: 's',
      queries: quantiles(of, m.firstToken, computers),
    },
    ...(m.kvBytes === undefined || !isDisaggregated
      ? []
      : [
          {
            title: 'KV cache read by decode pods',
            unit: 'Bps',
            queries: [{ legend: '{{pod}}', expr: `sum by (pod) (rate(${series(of, m.kvBytes, 'decode')}[5m]))` }],
          },
        ]),
    ...(isDisaggregated
      ? [{
          title: 'Decode: wait for KV cache and first token', unit: 's', queries: quantiles(of, m.firstToken, 'decode'),
        }]
      : []),
    {
      title: isDisaggregated ? 'Decode: time a token' : 'Time a token',
      unit: 's',
      queries: quantiles(of, m.token, 'decode'),
    },
    {
      title: isDisaggregated ? 'Decode: generated tokens by pod' : 'Generated tokens by pod',
      unit: 'short',
      queries: [{ legend: '{{pod}}', expr: `sum by (pod) (rate(${series(of, m.generationTokens, 'decode')}[5m]))` }],
    },
    { title: 'Waiting requests', unit: 'short', queries: byRole(of, m.waiting, 'sum') },
    { title: 'Running requests', unit: 'short', queries: byRole(of, m.running, 'sum') },
    { title: 'KV cache in use', unit: 'percentunit', queries: byRole(of, m.kvCacheUsage, 'avg') },
  ];
}

const roles: readonly Role[] = ['prefill', 'decode'];

function byRole(of: ServingMetrics, metric: string, aggregate: 'avg' | 'sum'): Panel['queries'] {
  return [{ legend: '{{llm_d_ai_role}}', expr: `${aggregate} by (llm_d_ai_role) (${series(of, metric)})` }];
}

function quantiles(of: ServingMetrics, histogram: string, role: Role): Panel['queries'] {
  return [0.5, 0.99].map(quantile => ({
    legend: `p${quantile * 100}`,
    expr: `histogram_quantile(${quantile}, sum by (le) (rate(${series(of, `${histogram}_bucket`, role)}[5m])))`,
  }));
}

/** Two panels a row of 24 columns. */
function placed({ queries, title, unit }: Panel, index: number): object {
  return {
    id: index + 1,
    type: 'timeseries',
    title,
    datasource: { type: 'prometheus', uid: '${datasource}' },
    gridPos: { h: 8, w: 12, x: 12 * (index % 2), y: 8 * Math.floor(index / 2) },
    fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
    targets: queries.map(({ expr, legend }, target) => ({
      refId: String.fromCharCode(65 + target),
      expr,
      legendFormat: legend,
    })),
  };
}
