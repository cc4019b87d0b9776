import type { AlertsProps } from '../../../plan/alerts-props';
import { series } from '../../../plan/serving-metrics';
import { kubeSeries } from '../queries';
import type { Alert } from './alert';

/** What fills up. */
export function load(of: AlertsProps): readonly Alert[] {
  const { modelServer: { kvCacheUsage, waiting } } = of;
  return [
    {
      name: 'QueueGrowing',
      severity: 'warning',
      expr:
        `avg by (llm_d_ai_role) (${series(of, waiting)}) > 4 and sum by (llm_d_ai_role) `
        + `(deriv(${series(of, waiting)}[15m])) > 0`,
      minutes: 10,
      summary: 'the queue of {{ $labels.llm_d_ai_role }} pods is longer than they can take, and grows',
      runbook: 'add replicas of that role, or let an autoscaler; if only one pod queues, look at the picker\'s scorers',
      command: 'top',
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
      command: 'top',
    },
    ...of.autoscalers.map(name => atMost(of, name)),
    ...claim(of),
  ];
}

function atMost(of: AlertsProps, name: string): Alert {
  const ofAutoscaler = (metric: string) => kubeSeries(of, metric, `horizontalpodautoscaler="${name}"`);
  return {
    name: 'AutoscalerAtMost',
    severity: 'warning',
    expr:
      `${ofAutoscaler('kube_horizontalpodautoscaler_status_current_replicas')} >= `
      + ofAutoscaler('kube_horizontalpodautoscaler_spec_max_replicas'),
    minutes: 30,
    summary: `autoscaler ${name} has been at its maximum for 30 minutes: it cannot add pods`,
    runbook: 'raise `autoscaling.maxReplicas` of the role if requests wait, and if there are GPUs',
    command: 'top',
  };
}

function claim(of: AlertsProps): readonly Alert[] {
  if (of.claim === undefined) return [];
  const stats = (metric: string) => kubeSeries(of, metric, `persistentvolumeclaim="${of.claim}"`);
  return [{
    name: 'ModelCacheFilling',
    severity: 'warning',
    // Every node that mounts the claim reports it.
    expr:
      `min(${stats('kubelet_volume_stats_available_bytes')} / `
      + `${stats('kubelet_volume_stats_capacity_bytes')}) < 0.1`,
    minutes: 15,
    summary: `less than 10 % of the claim ${of.claim} is free: a pod that downloads another revision will not start`,
    runbook: 'raise `modelCache.size`, where the storage class allows it, or delete what no deployment loads',
    command: 'doctor',
  }];
}
