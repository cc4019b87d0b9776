import { Rule, Violation } from '../../language/rule';
import { REFUSED } from '../../../stack/picker/endpoint-picker-release';
import { poolSpec } from '../../../plan/pool-spec';

/** What both pickers do with the result of a profile that found no pod. */
const withoutPods
  = 'llm-d-inference-scheduler v0.3.2 pkg/plugins/profile/pd_profile_handler.go and llm-d-router v0.10.0 '
    + 'pkg/epp/framework/plugins/scheduling/profilehandler/disagg/disagg_profile_handler.go, ProcessResults';

/** Running, starting and stopping. */
export const operationRules: readonly Rule[] = [
  {
    id: 'PD501',
    title: '`replicas` is a whole number',
    severity: 'error',
    cause: 'the API server refuses a negative or fractional number of pods',
    fix: 'set `replicas` to a whole number of at least 0',
    source:
      'Kubernetes 1.34 pkg/apis/apps/validation, ValidateDeploymentSpec: replicas must be greater than or equal to 0',
    evidence: 'proven',
    waivable: false,
    check: ({ pools, spec }) =>
      pools.flatMap(({ role }) =>
        isCount(poolSpec(spec, role).replicas)
          ? []
          : [
              {
                field: `${role}.replicas`,
                cause: `must be a whole number greater than or equal to 0, got ${poolSpec(spec, role).replicas}`,
              },
            ],
      ),
    example: { field: 'decode.replicas', fails: 1.5, passes: 2 },
  },
  {
    id: 'PD502',
    title: 'Only a role that requests do not need has no pods',
    severity: 'error',
    cause: 'the endpoint picker refuses every request for which it finds no decode pod',
    fix: 'set `replicas` to at least 1, or waive the rule to keep the deployment without pods for a while',
    source: `${withoutPods}; v0.10.0 answered 10 of 10 requests with 429, failed to find available decode workers`,
    evidence: 'proven',
    check: ({ pools, spec }) =>
      pools.flatMap(({ role }) => {
        if (poolSpec(spec, role).replicas !== 0) return [];
        const consequence = spec.release.endpointPicker.known?.withoutReplicas[role];
        const picker = `the endpoint picker of ${spec.release.name}`;
        if (consequence === undefined)
          return [
            {
              field: `${role}.replicas`,
              cause: `must be at least 1, since it is not known what ${picker} does while no ${role} pod runs, got 0`,
            },
          ];
        return consequence === REFUSED
          ? [
              {
                field: `${role}.replicas`,
                cause: `must be at least 1, since ${picker} refuses every request while no ${role} pod runs, got 0`,
              },
            ]
          : [];
      }),
    example: { field: 'decode.replicas', fails: 0, passes: 1 },
  },
  {
    id: 'PD503',
    title: 'Disaggregated serving has pods of both roles',
    severity: 'warning',
    cause: 'the endpoint picker still serves requests, but they are not disaggregated',
    fix:
      'set `replicas` to at least 1; or leave `prefill` out, and the decode pods serve alone without a proxy; or waive '
      + 'the rule to have no prefill pods for a while',
    source: `${withoutPods}; v0.10.0 answered 24 of 24 requests from decode pods alone`,
    evidence: 'proven',
    check: ({ pools, spec }) =>
      pools.flatMap(({ role }) => {
        const consequence = spec.release.endpointPicker.known?.withoutReplicas[role];
        return poolSpec(spec, role).replicas === 0 && consequence !== undefined && consequence !== REFUSED
          ? [{ field: `${role}.replicas`, cause: `with 0 ${role} pods ${consequence}` }]
          : [];
      }),
    example: { field: 'prefill.replicas', fails: 0, passes: 1 },
  },
  {
    id: 'PD504',
    title: 'Startup and drain budgets are whole seconds',
    severity: 'error',
    cause: 'the budgets become probe thresholds and deadlines, for which the API server accepts only 32-bit numbers',
    fix: 'use whole seconds, for example `startupSeconds: 1800` and `drainSeconds: 120`',
    source:
      'Kubernetes API: Probe.failureThreshold of at least 1, terminationGracePeriodSeconds and '
      + 'progressDeadlineSeconds are 32-bit integers',
    evidence: 'proven',
    waivable: false,
    check: ({ spec: { drainSeconds, startupSeconds } }) => [
      ...seconds('startupSeconds', startupSeconds, 1),
      ...seconds('drainSeconds', drainSeconds, 0),
    ],
    example: { field: 'drainSeconds', fails: 0.5, passes: 30 },
  },
];

function isCount(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MAX_INT32;
}

const MAX_INT32 = 2 ** 31 - 1;

/** A day: no download or request of this kind takes longer, and the fields derived from it stay within 32 bits. */
const MAX_SECONDS = 86_400;

function seconds(field: string, value: number | undefined, least: number): Violation[] {
  if (value === undefined || (Number.isInteger(value) && value >= least && value <= MAX_SECONDS)) return [];
  return [{ field, cause: `must be a whole number of seconds between ${least} and ${MAX_SECONDS}, got ${value}` }];
}
