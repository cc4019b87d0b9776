import { poolSpec } from '../../../plan/pool-spec';
import type { InferencePlan } from '../../../plan/inference-plan';
import type { Role } from '../../../spec/role';
import type { AutoscalingSpec } from '../../../spec/operations';
import { Release } from '../../../stack/releases';
import { Rule, Violation } from '../../language/rule';

/** Pods by the figures of the endpoint picker, and no pods. */
export const pickerScalingRules: readonly Rule[] = [
  {
    id: 'PD803',
    title: 'Figures of the endpoint picker reach the autoscaler',
    severity: 'error',
    cause:
      'they are about all pods, not about one: a HorizontalPodAutoscaler on metrics of pods finds none; those of its '
      + 'queues exist with flow control alone; and KEDA finds in Prometheus what a monitor collects',
    fix: 'set `operations.autoscaler` to KEDA, `operations.monitoring`, and `endpointPicker.flowControl` for queues',
    source: 'llm-d-router v0.10.0 docs/metrics.md; llm-d guides/workload-autoscaling/keda-epp-queue at 903da90e',
    evidence: 'read',
    check: (plan) => {
      const { endpointPicker: { flowControl } = {}, operations } = plan.spec;
      const { metrics } = plan.endpointPicker.release;
      return scaled(plan).flatMap(({ autoscaling, role }) => figures.flatMap(({ name, metric, queues }) => {
        if (autoscaling[name] === undefined) return [];
        const missing = [
          ...(metrics?.[metric] === undefined ? ['a picker that has this metric: Release.ROUTER_0_10'] : []),
          ...(operations?.autoscaler?.type === 'ScaledObject' ? [] : ['`operations.autoscaler` of KEDA']),
          ...(operations?.monitoring ? [] : ['`operations.monitoring`']),
          ...(queues && flowControl === undefined ? ['`endpointPicker.flowControl`'] : []),
        ];
        return missing.length === 0
          ? []
          : [{ field: `${role}.autoscaling.${name}`, cause: `needs ${missing.join(', ')}` }];
      }));
    },
    example: {
      field: 'decode.autoscaling',
      fails: { maxReplicas: 8, waiting: 1 },
      passes: { maxReplicas: 8 },
      given: { release: Release.ROUTER_0_10 },
    },
  },
  {
    id: 'PD804',
    title: 'A role without pods is woken by requests that wait for it',
    severity: 'error',
    cause:
      'a figure of pods is not there while there are none, so nothing adds the first; a request that is not held by '
      + 'the picker is refused at once; and of two roles the one that is scaled by what the other sends stays at 0',
    fix: 'set `minReplicas` to at least 1, or use `waiting` with KEDA and flow control, without `prefill`',
    source:
      'llm-d-router v0.10.0 pkg/epp/flowcontrol/README.md: without endpoints the queue holds requests; '
      + 'llm-d/llm-d-autoscaling#1531: both roles must wake',
    evidence: 'read',
    check: plan => scaled(plan).flatMap(({ autoscaling: { minReplicas, waiting }, role }): Violation[] =>
      minReplicas !== 0 || (waiting !== undefined && plan.spec.prefill === undefined)
        ? []
        : [{
            field: `${role}.autoscaling.minReplicas`,
            cause: plan.spec.prefill === undefined
              ? 'is 0, and nothing that waits in the picker is looked at (`waiting`)'
              : 'is 0, and nothing wakes both roles',
          }]),
    example: {
      field: 'decode.autoscaling',
      fails: { maxReplicas: 8, minReplicas: 0 },
      passes: { maxReplicas: 8, minReplicas: 1 },
      given: { release: Release.ROUTER_0_10 },
    },
  },
  {
    id: 'PD805',
    title: 'A request waits at least as long as the first pod takes to start',
    severity: 'warning',
    cause: 'the request that wakes a role is refused before a pod can answer it, and so is each one until then',
    fix: 'raise `endpointPicker.flowControl.requestTtlSeconds` to what a pod takes from its start to its first answer',
    source:
      'llm-d-router v0.10.0 pkg/epp/flowcontrol/controller/config.go: the default is 60 s; '
      + '`startupSeconds` of the spec',
    evidence: 'read',
    check: (plan) => {
      const { endpointPicker: { flowControl } = {}, startupSeconds = 1800 } = plan.spec;
      const wait = flowControl?.requestTtlSeconds ?? 60;
      return flowControl === undefined || wait >= startupSeconds
        ? []
        : scaled(plan).filter(({ autoscaling }) => autoscaling.minReplicas === 0).map(() => ({
            field: 'endpointPicker.flowControl.requestTtlSeconds',
            cause: `requests wait ${wait} s, and a pod may take ${startupSeconds} s to start (\`startupSeconds\`)`,
          }));
    },
    example: {
      field: 'endpointPicker.flowControl',
      fails: {},
      passes: { requestTtlSeconds: 1800 },
      given: {
        'waive': { PD377: 'an example' },
        'release': Release.ROUTER_0_10,
        'prefill': undefined,
        'decode.autoscaling': { maxReplicas: 8, minReplicas: 0, waiting: 1 },
        'operations': {
          autoscaler: { type: 'ScaledObject', prometheus: 'http://prometheus:9090' },
          monitoring: { namespace: 'monitoring' },
        },
      },
    },
  },
  {
    id: 'PD377',
    title: 'KEDA was seen to scale a role by these figures',
    severity: 'warning',
    cause:
      'objects, queries and metrics follow the CRDs of KEDA and the sources of picker and vLLM; no KEDA ran on them. '
      + 'A query that finds nothing leaves the pods as they are, or takes `fallback`, and looks healthy',
    fix: 'look at `kubectl get hpa` under load, and waive the rule with what it shows',
    source: 'github.com/kedacore/keda/v2 v2.20.2 CRDs; docs/operations.md, Autoscaling',
    evidence: 'read',
    check: (plan) => {
      const { autoscaler } = plan.spec.operations ?? {};
      return autoscaler?.type === 'ScaledObject' && scaled(plan).length > 0
        ? [{ field: 'operations.autoscaler', cause: 'no KEDA was run with what is written for it' }]
        : [];
    },
    example: {
      field: 'operations.autoscaler',
      fails: { type: 'ScaledObject', prometheus: 'http://prometheus:9090' },
      passes: { type: 'HorizontalPodAutoscaler' },
      given: {
        'decode.autoscaling': { maxReplicas: 8 },
        'operations.monitoring': { namespace: 'monitoring' },
      },
    },
  },
];

const figures = [
  { name: 'waiting', metric: 'queued', queues: true },
  { name: 'running', metric: 'running', queues: false },
  { name: 'saturation', metric: 'saturation', queues: true },
] as const;

/** The roles that an autoscaler changes. */
function scaled({ pools, spec }: InferencePlan): readonly { role: Role; autoscaling: AutoscalingSpec }[] {
  return pools.flatMap(({ role }) => {
    const { autoscaling } = poolSpec(spec, role);
    return autoscaling ? [{ role, autoscaling }] : [];
  });
}
