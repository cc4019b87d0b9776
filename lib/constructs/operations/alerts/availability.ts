import type { AlertsProps } from '../../../plan/alerts-props';
import { workloadNamed } from '../../../workloads/workloads';
import { gatewaySeries, kubeSeries, partOf, pickerSeries, rateOfSeries } from '../queries';
import type { Alert } from './alert';

/** Whether callers are answered: by what the gateway and the picker counted, and by whether pods are ready. */
export function availability(of: AlertsProps): readonly Alert[] {
  return [...answers(of), ...refusals(of), ...pods(of), picker(of), crashes(of)];
}

/** What callers got, as the gateway counted it. */
function answers(of: AlertsProps): readonly Alert[] {
  const { gateway } = of;
  if (!gateway) return [];
  const { codeLabel, codes = { served: '2..', failed: '5..' }, labels, requests } = gateway.metrics;
  const more = labels === undefined ? '' : `,${labels}`;
  const counted = (code = '') =>
    gatewaySeries(gateway, of, requests, `${more}${code && `,${codeLabel}=~"${code}"`}`);
  const errors = (window: string) => partOf(counted(codes.failed), counted(), window);
  return [
    {
      name: 'RequestsFail',
      severity: 'critical',
      expr: `${errors('5m')} > ${FAILING_PART} and ${errors('30m')} > ${FAILING_PART}`,
      minutes: 2,
      summary: `more than ${FAILING_PART * 100} % of the requests are answered with 5xx`,
      runbook: 'see which part is not ready, and whether the picker refuses requests; then send some',
      command: 'status',
    },
    {
      name: 'NothingServed',
      severity: 'critical',
      expr: `${rateOfSeries(counted(codes.served), '5m')} == 0 and ${rateOfSeries(counted(), '5m')} > 0`,
      minutes: 3,
      summary: 'requests arrive, and none is answered with 2xx',
      runbook: 'see which part is not ready; 429 and 503 are of a picker that finds no pods, 404 of a path that the '
        + 'route does not publish',
      command: 'status',
    },
  ];
}

/** Part of the requests: 50 times what 99.9 % allow. */
const FAILING_PART = 0.05;

/** What the picker refused, and how many pods it sees. */
function refusals(of: AlertsProps): readonly Alert[] {
  const { metrics } = of.picker;
  if (!metrics) return [];
  const [errors, requests] = [metrics.errors, metrics.requests].map(metric =>
    rateOfSeries(pickerSeries(of, metric), '5m'));
  return [
    {
      name: 'PickerRefuses',
      severity: 'critical',
      // A request that is refused is not among those that were sent to a pod.
      expr: `${errors} > ${FAILING_PART} * (${errors} + ${requests})`,
      minutes: 3,
      summary: `the picker refuses more than ${FAILING_PART * 100} % of the requests`,
      runbook:
        `ask \`sum by (error_code) (rate(${pickerSeries(of, metrics.errors)}[5m]))\`: ResourceExhausted is a role `
        + 'without a pod, and others are in the log of the picker',
      command: 'verify',
    },
    {
      name: 'PickerSeesNoPods',
      severity: 'critical',
      expr: `max(${pickerSeries(of, metrics.readyEndpoints)}) == 0`,
      minutes: 2,
      summary: 'no pod of the pool takes requests: all are refused',
      runbook: 'see why the pods are not ready, and whether the pool selects them',
      command: 'status',
    },
  ];
}

/** Roles that are meant to have pods. */
function pods(of: AlertsProps): readonly Alert[] {
  return of.roles.map(({ name, role, set, workload }) => {
    const { nameLabel, namePattern, readyPods } = workloadNamed(workload).stateMetrics;
    const named = namePattern ? `${nameLabel}=~"${namePattern({ role, set })}"` : `${nameLabel}="${name}"`;
    const ready = kubeSeries(of, readyPods, named);
    return {
      name: role === 'prefill' ? 'PrefillNotReady' : 'DecodeNotReady',
      severity: 'critical',
      expr: `${namePattern ? `sum(${ready})` : ready} == 0`,
      minutes: 5,
      summary: `no ${role} pod is ready`,
      runbook:
        'see in which phase the pods are and why; after a change, ask `llmd explain` about one of them. A first '
        + 'download and load of the weights takes longer than five minutes',
      command: 'status',
    };
  });
}

function picker(of: AlertsProps): Alert {
  return {
    name: 'EndpointPickerNotReady',
    severity: 'critical',
    // Of kube-state-metrics, since the picker's own metrics say nothing of its readiness.
    expr: `${pickerDeployment(of)} == 0`,
    minutes: 1,
    summary: 'no endpoint picker is ready: the gateway refuses every request',
    runbook:
      'it is ready when it has seen the InferencePool and listens on port 9002: look at the pool\'s name and API '
      + 'group, at the picker\'s Role and at its log',
    command: 'logs NAME picker',
  };
}

/** Ready pickers. */
export function pickerDeployment(of: AlertsProps): string {
  return kubeSeries(of, 'kube_deployment_status_replicas_available', `deployment="${of.picker.name}"`);
}

function crashes(of: AlertsProps): Alert {
  const ofRoles = of.roles.map(({ name, role, set, workload }) =>
    workloadNamed(workload).stateMetrics.namePattern?.({ role, set }) ?? name);
  const names = [...ofRoles, of.picker.name].join('|');
  const waiting = kubeSeries(
    of, 'kube_pod_container_status_waiting_reason', `pod=~"(${names})-.+",reason="CrashLoopBackOff"`,
  );
  return {
    name: 'PodCrashLoops',
    severity: 'warning',
    // Between two attempts the container runs for a while.
    expr: `sum by (pod, container) (max_over_time(${waiting}[5m])) > 0`,
    minutes: 10,
    summary: 'container {{ $labels.container }} of {{ $labels.pod }} keeps crashing',
    runbook: 'the last lines of its log and what is known of them',
    command: 'explain NAME {{ $labels.pod }}',
  };
}
