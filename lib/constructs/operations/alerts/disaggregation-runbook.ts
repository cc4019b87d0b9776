import { ServingMetrics } from '../../../plan/serving-metrics';
import { pickerSeries } from '../queries';

/**
 * What to look at when decode pods compute prompts themselves.
 *
 * The logs are not in it: picker and routing proxy write what they decided at V(3) and V(4) only (llm-d-router v0.10.0
 * `pkg/epp/scheduling/scheduler.go` and `pkg/sidecar/proxy/chat_completions.go`), and the picker runs with `--v=1`.
 */
export function disaggregationRunbook(of: ServingMetrics): string {
  const { name, namespace, picker: { metrics } } = of;
  const decisions
    = metrics
      && `see what the picker decides: \`sum by (decision_type) `
      + `(rate(${pickerSeries(of, metrics.decisions)}[5m]))\`; decode-only is a request for which it `
      + 'found no prefill pod, and prefill-decode with idle prefill pods means that the pool or the routing '
      + 'proxy is bypassed';
  return [
    `count the ready prefill pods: \`kubectl get pods -n ${namespace} -l `
    + `llm-d.ai/model=${name},llm-d.ai/role=prefill\`; without one, decode pods answer alone`,
    ...(decisions ? [decisions] : []),
    'the logs of picker and routing proxy say nothing of it at their levels: send requests and have the cause named',
  ].join('; ');
}
