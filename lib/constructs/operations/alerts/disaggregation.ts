import type { AlertsProps } from '../../../plan/alerts-props';
import { series } from '../../../plan/serving-metrics';
import type { Role } from '../../../spec/role';
import { LOCAL_COMPUTE } from '../../../stack/vllm/metrics';
import { pickerSeries, rateOf } from '../queries';
import type { Alert } from './alert';
import { disaggregationRunbook } from './disaggregation-runbook';

/**
 * Pods are Ready and requests are answered, by pods of one role alone, or of all but some. Nothing but the counters
 * tells.
 */
export function disaggregation(of: AlertsProps): readonly Alert[] {
  const { isDisaggregated, modelServer: { requests }, picker: { metrics } } = of;
  if (!isDisaggregated) return [idle(of, 'decode', rateOf(of, requests, 'decode', '10m'))];
  const [prefilled, answered] = [rateOf(of, requests, 'prefill', '10m'), rateOf(of, requests, 'decode', '10m')];
  const runbook = disaggregationRunbook(of);
  return [
    {
      name: 'PrefillDecodeNotHappening',
      severity: 'critical',
      ...promptsOfDecode(of) ?? {
        expr: `${prefilled} < 0.5 * ${answered}`,
        summary: 'prefill pods see less than half of the requests that decode pods answer',
      },
      minutes: 10,
      runbook,
      command: 'verify',
    },
    {
      name: 'DecodeNotHappening',
      severity: 'critical',
      expr: `${answered} < 0.5 * ${prefilled}`,
      minutes: 10,
      summary: 'decode pods answer less than half of the requests that prefill pods see',
      runbook:
        'prefill pods answer callers themselves, or decode pods fail: look at the filters of the picker\'s profiles, '
        + 'and at the counters of both roles',
      command: 'verify',
    },
    ...(metrics
      ? [
          {
            name: 'DecodeOnlyDecisions',
            severity: 'critical' as const,
            expr: `sum(rate(${pickerSeries(of, metrics.decisions, ',decision_type="decode-only"')}[10m])) > 0`,
            minutes: 10,
            summary: 'the picker sends requests to decode pods without a prefill stage',
            runbook,
            command: 'verify',
          },
        ]
      : []),
    idle(of, 'prefill', answered),
    idle(of, 'decode', prefilled),
  ];
}

/** By each decode pod, where vLLM says which prompts it computed itself. */
function promptsOfDecode(of: AlertsProps): Pick<Alert, 'expr' | 'summary'> | undefined {
  const { modelServer: { promptTokensBySource: metric } } = of;
  if (metric === undefined) return undefined;
  const tokens = (more = '') => `sum by (pod) (rate(${series(of, metric, 'decode', more)}[10m]))`;
  return {
    expr: `${tokens(`,source="${LOCAL_COMPUTE}"`)} > 0.5 * ${tokens()}`,
    // A prompt that is shorter than a block of KV cache is always computed there.
    summary: 'decode pod {{ $labels.pod }} computes more than half of its prompts itself (prompts shorter than a block '
      + 'of KV cache are, always)',
  };
}

function idle(of: AlertsProps, role: Role, others: string): Alert {
  return {
    name: role === 'prefill' ? 'PrefillPodIdle' : 'DecodePodIdle',
    severity: 'warning',
    expr: `sum by (pod) (rate(${series(of, of.modelServer.requests, role)}[1h])) == 0 and on () ${others} > 0`,
    minutes: 60,
    summary: `${role} pod {{ $labels.pod }} has had no request for an hour, others had some`,
    runbook:
      `lower \`${role}.replicas\` if there are more than the load needs; with prompts that begin alike, lower `
      + '`endpointPicker.prefixWaitMilliseconds`; otherwise look whether the pod is in the InferencePool\'s selector',
    command: 'verify',
  };
}
