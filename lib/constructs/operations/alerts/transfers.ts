import type { AlertsProps } from '../../../plan/alerts-props';
import { series } from '../../../plan/serving-metrics';
import type { Role } from '../../../spec/role';
import { rateOf } from '../queries';
import type { Alert } from './alert';

/**
 * KV cache that does not arrive. A pod that is stopped or killed fails a few transfers, so a part of the requests
 * counts, and some transfers at least.
 */
export function transfers(of: AlertsProps): readonly Alert[] {
  if (!of.isDisaggregated) return [];
  return of.modelServer.kvTransferFailures.map((metric) => {
    const { name, part, role, severity, what } = kinds[metric] ?? other;
    const failed = series(of, metric);
    return {
      name,
      severity,
      expr:
        `sum(rate(${failed}[10m])) > ${part} * ${rateOf(of, of.modelServer.requests, role, '10m')} and `
        + `sum(increase(${failed}[10m])) > ${FEW}`,
      minutes: 5,
      summary: `${what} for more than ${part * 100} % of the requests: ${metric}`,
      runbook:
        `\`sum by (pod) (rate(${metric}[10m]))\` names the pods. While a rollout goes on, wait for its end. The side `
        + 'channel (port 5600) and the data ports must be open between the roles, and both must run one vLLM version, '
        + 'block size and dtype; with RDMA, `ulimit -l` in the pod must be unlimited',
      command: 'verify',
    };
  });
}

/** What one pod that ends may leave behind. */
const FEW = 5;

interface TransferFailure {
  readonly name: string;
  readonly what: string;
  readonly severity: Alert['severity'];
  /** Part of the requests above which it is called. */
  readonly part: number;
  /** Whose requests they are a part of. */
  readonly role: Role;
}

const other: TransferFailure = {
  name: 'KvTransferFailing', what: 'KV cache does not arrive', severity: 'critical', part: 0.05, role: 'decode',
};

const kinds: Readonly<Record<string, TransferFailure>> = {
  'vllm:nixl_num_failed_transfers_total': other,
  'vllm:nixl_num_failed_notifications_total': { ...other, name: 'KvNotificationFailing', severity: 'warning' },
  // Every caller who leaves before the answer leaves KV cache that nobody fetches.
  'vllm:nixl_num_kv_expired_reqs_total': {
    name: 'KvCacheExpired', what: 'KV cache expires unfetched', severity: 'warning', part: 0.2, role: 'prefill',
  },
};
