import type { Role } from '../../spec/role';
import { disaggregationRunbook } from './disaggregation-runbook';
import { partAbove, pickerSeries, rateOf } from './queries';
import { series, ServingMetrics } from '../../plan/serving-metrics';

/** One alert. */
export interface Alert {
  /** Its name. */
  readonly name: string;
  /** `critical` wakes somebody: callers are served badly or not at all. */
  readonly severity: 'critical' | 'warning';
  /** The expression; the alert is for every series it gives. */
  readonly expr: string;
  /** Minutes that it must hold. */
  readonly minutes: number;
  /** What is wrong, for whoever is called. */
  readonly summary: string;
  /** What to look at and do first. */
  readonly runbook: string;
}

/** The alerts of a deployment; those whose metrics its release does not export are left out. */
export function alerts(of: ServingMetrics): Alert[] {
  return [...disaggregation(of), ...transfers(of), ...latency(of), ...load(of), picker(of)];
}

/**
 * Pods are Ready and requests are answered, by decode pods that compute prompts themselves. Nothing but the counters
 * tells.
 */
function disaggregation(of: ServingMetrics): Alert[] {
  const { modelServer: { requests }, picker: { metrics } } = of;
  const [prefilled, answered] = [rateOf(of, requests, 'prefill', '10m'), rateOf(of, requests, 'decode', '10m')];
  const runbook = disaggregationRunbook(of);
  return [
    {
      name: 'PrefillDecodeNotHappening',
      severity: 'critical',
      expr: `${prefilled} < 0.5 * ${answered}`,
      minutes: 10,
      summary: 'prefill pods see less than half of the requests that decode pods answer',
      runbook,
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
          },
        ]
      : []),
    {
      name: 'PrefillPodIdle',
      severity: 'warning',
      expr: `sum by (pod) (rate(${series(of, requests, 'prefill')}[1h])) == 0 and on () ${answered} > 0`,
      minutes: 60,
      summary: 'prefill pod {{ $labels.pod }} has had no request for an hour while others had',
      runbook:
        'lower `prefill.replicas` if there are more than the load needs; otherwise look whether the pod is in '
        + 'the InferencePool\'s selector and Ready',
    },
  ];
}

function transfers(of: ServingMetrics): Alert[] {
  return of.modelServer.kvTransferFailures.map(metric => ({
    name: failureNames[metric] ?? 'KvTransferFailing',
    severity: 'critical',
    expr: `sum by (pod) (increase(${series(of, metric)}[10m])) > 0`,
    minutes: 0,
    summary: `KV cache does not arrive: {{ $labels.pod }} counts ${metric}`,
    runbook:
      'look at the pod\'s log for NIXL; the side channel (port 5600) and the data ports must be open between '
      + 'the roles, and both must run one vLLM version, '
      + 'block size and dtype; with RDMA, `ulimit -l` in the pod must be unlimited',
  }));
}

const failureNames: Readonly<Record<string, string>> = {
  'vllm:nixl_num_failed_transfers_total': 'KvTransferFailing',
  'vllm:nixl_num_failed_notifications_total': 'KvNotificationFailing',
  'vllm:nixl_num_kv_expired_reqs_total': 'KvCacheExpired',
};

interface Objective {
  readonly name: string;
  readonly role: Role;
  readonly histogram: string;
  readonly seconds: number;
  readonly what: string;
  readonly runbook: string;
}

/**
 * A fast and a slow burn of the month's error budget, each seen in a long and a short window (Google, The Site
 * Reliability Workbook, chapter 5: 14.4 times spends 2 % of it in an hour, 6 times 5 % in six).
 */
function latency(of: ServingMetrics): Alert[] {
  const { modelServer, objectives: { firstTokenSeconds, ratio, tokenSeconds } } = of;
  const burns = [
    { factor: 14.4, windows: ['1h', '5m'], severity: 'critical', minutes: 2, suffix: 'Fast' },
    { factor: 6, windows: ['6h', '30m'], severity: 'warning', minutes: 15, suffix: 'Slow' },
  ] as const;
  const objectives: Objective[] = [
    {
      name: 'FirstTokenLate',
      role: 'prefill',
      histogram: modelServer.firstToken,
      seconds: firstTokenSeconds,
      what: 'prompts take longer to compute',
      runbook:
        'look at the queue of the prefill pods: with one, add prefill replicas; without one, prompts are '
        + 'longer than `maxNumBatchedTokens` allows for',
    },
    {
      name: 'KvCacheLate',
      role: 'decode',
      histogram: modelServer.firstToken,
      seconds: firstTokenSeconds,
      what: 'decode pods wait longer for KV cache and a first token',
      runbook:
        'look at KV transfer time and the queue of the decode pods: with a queue, add decode replicas; without '
        + 'one, the network is slow (TCP where RDMA was meant)',
    },
    {
      name: 'TokensSlow',
      role: 'decode',
      histogram: modelServer.token,
      seconds: tokenSeconds,
      what: 'tokens take longer',
      runbook: 'look at the requests running on each decode pod: lower `maxNumSeqs` or add decode replicas',
    },
  ];
  return objectives.flatMap(({ histogram, name, role, runbook, seconds, what }) =>
    burns.map(({ factor, minutes, severity, suffix, windows }) => ({
      name: `${name}${suffix}`,
      severity,
      expr: windows
        .map(window => `${partAbove(of, histogram, role, seconds, window)} > ${budget(factor, ratio)}`)
        .join(' and '),
      minutes,
      summary:
        `${what} than ${seconds} s more often than ${ratio * 100} % allow, ${factor} times as often as the `
        + 'error budget lasts for',
      runbook,
    })),
  );
}

function budget(factor: number, ratio: number): number {
  return Number((factor * (1 - ratio)).toPrecision(6));
}

function load(of: ServingMetrics): Alert[] {
  const { modelServer: { kvCacheUsage, waiting } } = of;
  return [
    {
      name: 'QueueGrowing',
      severity: 'warning',
      expr:
        `avg by (llm_d_ai_role) (${series(of, waiting)}) > 4 and sum by (llm_d_ai_role) `
        + `(deriv(${series(of, waiting)}[15m])) > 0`,
      minutes: 10,
      summary: 'more requests wait for {{ $labels.llm_d_ai_role }} pods than these can take, and it becomes more',
      runbook: 'add replicas of that role, or let an autoscaler; if only one pod queues, look at the picker\'s scorers',
    },
    {
      name: 'KvCacheFull',
      severity: 'warning',
      expr: `avg by (llm_d_ai_role) (${series(of, kvCacheUsage)}) > 0.95`,
      minutes: 10,
      summary: 'the KV cache of {{ $labels.llm_d_ai_role }} pods is full: requests are preempted and computed again',
      runbook:
        'add replicas of that role, lower `engine.maxModelLen` or `maxNumSeqs`, or give an FP8 KV cache '
        + '(`engine.kvCacheDtype`)',
    },
  ];
}

function picker({ namespace, picker: { name } }: ServingMetrics): Alert {
  return {
    name: 'EndpointPickerNotReady',
    severity: 'critical',
    // Of kube-state-metrics, since the picker's own metrics say nothing of its readiness.
    expr: `kube_deployment_status_replicas_available{namespace="${namespace}",deployment="${name}"} == 0`,
    minutes: 2,
    summary: 'no endpoint picker is ready: the gateway refuses every request',
    runbook:
      'describe the picker\'s pod and read its log: it is ready when it has seen the InferencePool and listens '
      + 'on port 9002, so look at the pool\'s name and API group and at the picker\'s Role',
  };
}
