import type { AlertsProps } from '../../../plan/alerts-props';
import type { Role } from '../../../spec/role';
import { partAbove } from '../queries';
import type { Alert } from './alert';

/**
 * A fast and a slow burn of the month's error budget, each seen in a long and a short window (Google, The Site
 * Reliability Workbook, chapter 5: 14.4 times spends 2 % of it in an hour, 6 times 5 % in six).
 */
export function latency(of: AlertsProps): readonly Alert[] {
  const { isDisaggregated, modelServer, objectives: { firstTokenSeconds, ratio, tokenSeconds } } = of;
  const burns = [
    { factor: 14.4, windows: ['1h', '5m'], severity: 'critical', minutes: 2, suffix: 'Fast' },
    { factor: 6, windows: ['6h', '30m'], severity: 'warning', minutes: 15, suffix: 'Slow' },
  ] as const;
  const computers = isDisaggregated ? 'prefill' : 'decode';
  const objectives: Objective[] = [
    {
      name: 'FirstTokenLate',
      role: computers,
      histogram: modelServer.firstToken,
      seconds: firstTokenSeconds,
      what: `time to first token of ${computers} pods`,
      runbook:
        `look at the queue of the ${computers} pods: with one, add ${computers} replicas; without one, prompts are `
        + 'longer than `maxNumBatchedTokens` allows for',
      command: 'top',
    },
    ...(isDisaggregated
      ? [
          {
            name: 'KvCacheLate',
            role: 'decode' as const,
            histogram: modelServer.firstToken,
            seconds: firstTokenSeconds,
            what: 'time to first token of decode pods, from the KV cache on',
            runbook:
              'look at KV transfer time and the queue of the decode pods: with a queue, add decode replicas; without '
              + 'one, the network is slow (TCP where RDMA was meant)',
            command: 'bench',
          },
        ]
      : []),
    {
      name: 'TokensSlow',
      role: 'decode',
      histogram: modelServer.token,
      seconds: tokenSeconds,
      what: 'time per output token of decode pods',
      runbook: 'look at the requests running on each decode pod: lower `maxNumSeqs` or add decode replicas',
      command: 'top',
    },
  ];
  return objectives.flatMap(({ command, histogram, name, role, runbook, seconds, what }) =>
    burns.map(({ factor, minutes, severity, suffix, windows }) => ({
      name: `${name}${suffix}`,
      severity,
      expr: windows
        .map(window => `${partAbove(of, histogram, role, seconds, window)} > ${budget(factor, ratio)}`)
        .join(' and '),
      minutes,
      summary:
        `SLO missed: ${what} (${ratio * 100} % within ${seconds} s); the error budget burns at more than ${factor} `
        + 'times its rate',
      runbook,
      command,
    })),
  );
}

function budget(factor: number, ratio: number): number {
  return Number((factor * (1 - ratio)).toPrecision(6));
}

interface Objective {
  readonly name: string;
  readonly role: Role;
  readonly histogram: string;
  readonly seconds: number;
  readonly what: string;
  readonly runbook: string;
  readonly command: string;
}
