import { pairsOf, poolsOf } from '../../../plan/pools';
import { poolSpec } from '../../../plan/pool-spec';
import { Release } from '../../../stack/releases';
import { Rule, Violation } from '../../language/rule';

/** Autoscaling and monitoring. */
export const autoscalingRules: readonly Rule[] = [
  {
    id: 'PD512',
    title: 'An autoscaler has a maximum above its minimum',
    severity: 'error',
    cause:
      'the API server refuses a HorizontalPodAutoscaler with fewer than 1 pod or a maximum below its minimum, '
      + 'and one with equal values never scales',
    fix: 'set `replicas` to at least 1, and `maxReplicas` above `replicas`',
    source: 'Kubernetes 1.34 pkg/apis/autoscaling/validation, ValidateHorizontalPodAutoscalerSpec',
    evidence: 'proven',
    waivable: false,
    check: ({ pools, spec }) =>
      pools.flatMap(({ role }) => {
        const { autoscaling, replicas } = poolSpec(spec, role);
        if (!autoscaling) return [];
        const { maxReplicas, minReplicas } = autoscaling;
        const least = minReplicas ?? replicas;
        const room = Number.isInteger(maxReplicas) && maxReplicas > least && maxReplicas <= MAX_INT32;
        return [
          ...(room
            ? []
            : [
                {
                  field: `${role}.autoscaling.maxReplicas`,
                  cause: `must be a whole number above \`${minReplicas === undefined ? 'replicas' : 'minReplicas'}\` `
                    + `(${least}), got ${maxReplicas}`,
                },
              ]),
          // None at all is PD804.
          ...(minReplicas === undefined && replicas < 1
            ? [
                {
                  field: `${role}.replicas`,
                  cause: `must be at least 1, since an autoscaler reads the metrics of a pod, got ${replicas}`,
                },
              ]
            : []),
        ];
      }),
    example: { field: 'decode.autoscaling', fails: { maxReplicas: 4 }, passes: { maxReplicas: 8 } },
  },
  {
    id: 'PD513',
    title: 'A role is scaled by a metric of its own load',
    severity: 'error',
    cause:
      'a threshold that is never reached adds no pods, and one that is always exceeded adds all of them; a '
      + 'metric that does not depend on the load of the role does one or the other',
    fix: 'use `queue` and `kvCacheUsage` for decode, `queue` and `promptTokens` for prefill, any without prefill pods',
    source:
      'vllm-project/vllm v0.27.1 vllm/v1/metrics/loggers.py: kv_cache_usage_perc is 0 to 1; a prefill pod '
      + 'keeps KV cache only until it is read',
    evidence: 'read',
    check: ({ pools, spec }) =>
      pools.flatMap(({ role }) => {
        const { kvCacheUsage, promptTokens, queue, running, saturation, waiting }
          = poolSpec(spec, role).autoscaling ?? {};
        const field = (name: string) => `${role}.autoscaling.${name}`;
        return [
          ...threshold(
            field('queue'),
            queue,
            value => value >= 1 && value <= MAX_THRESHOLD,
            `between 1 and ${MAX_THRESHOLD}`,
          ),
          ...threshold(field('waiting'), waiting, isAmount, `between 0.001 and ${MAX_THRESHOLD}`),
          ...threshold(field('running'), running, isAmount, `between 0.001 and ${MAX_THRESHOLD}`),
          ...threshold(field('saturation'), saturation, isAmount, `between 0.001 and ${MAX_THRESHOLD}`),
          ...threshold(
            field('kvCacheUsage'),
            kvCacheUsage,
            value => value >= 0.001 && value < 1,
            'between 0.001 and 1',
          ),
          ...threshold(
            field('promptTokens'),
            promptTokens,
            value => value >= 1 && value <= MAX_THRESHOLD,
            `between 1 and ${MAX_THRESHOLD}`,
          ),
          ...(role === 'prefill' && kvCacheUsage !== undefined
            ? [
                {
                  field: field('kvCacheUsage'),
                  cause: 'a prefill pod transfers its KV cache, so its usage does not show the load',
                },
              ]
            : []),
          ...(role === 'decode' && promptTokens !== undefined && pairsOf({ pools }).length > 0
            ? [{ field: field('promptTokens'), cause: 'a decode pod does not compute prompts' }]
            : []),
        ];
      }),
    example: {
      field: 'prefill.autoscaling',
      fails: { maxReplicas: 8, kvCacheUsage: 0.8 },
      passes: { maxReplicas: 8, promptTokens: 20_000 },
    },
  },
  {
    id: 'PD514',
    title: 'The metrics of the vLLM version are known',
    severity: 'error',
    cause:
      'an alert on a metric that does not exist never fires, and an autoscaler on such a metric never scales; '
      + 'names changed between versions of vLLM',
    fix:
      'name the version of the image with `Vllm.of({ image, like })`, or remove `operations.monitoring`, '
      + '`operations.verification` and `autoscaling`',
    source: 'vllm-project/vllm: time_per_output_token_seconds is in v0.11.0 and not in v0.19.0; lib/stack/vllm/',
    evidence: 'read',
    waivable: false,
    check: ({ pools, spec }) => {
      const { monitoring, verification } = spec.operations ?? {};
      const reads = monitoring ?? verification ?? pools.find(({ role }) => poolSpec(spec, role).autoscaling);
      return poolsOf({ pools }, 'decode').flatMap(({ modelServer: { image, known } }) =>
        reads !== undefined && known === undefined
          ? [
              {
                field: 'release.modelServer',
                cause: `the vLLM version in ${image} is not known, so the names of its metrics are not known either`,
              },
            ]
          : [],
      );
    },
    example: {
      field: 'release.modelServer.known',
      fails: undefined,
      passes: Release.ROUTER_0_10.modelServer.known,
      given: { 'operations.monitoring': { namespace: 'monitoring' } },
      implies: ['PD705'],
    },
  },
  {
    id: 'PD515',
    title: 'An objective leaves an error budget',
    severity: 'error',
    cause: 'with a ratio of 1 every slow request causes an alert, with a ratio of 0 none does',
    fix: 'set `ratio` to for example 0.99',
    source: 'Google, The Site Reliability Workbook, chapter 5: the error budget is 1 - objective',
    evidence: 'read',
    check: ({ spec: { operations } }) => {
      const ratio = operations?.monitoring?.objectives?.ratio;
      return threshold(
        'operations.monitoring.objectives.ratio',
        ratio,
        value => value >= 0.5 && value <= 0.9999,
        'between 0.5 and 0.9999',
      );
    },
    example: {
      field: 'operations.monitoring',
      fails: { namespace: 'monitoring', objectives: { ratio: 1 } },
      passes: { namespace: 'monitoring', objectives: { ratio: 0.99 } },
    },
  },
  {
    id: 'PD531',
    title: 'KEDA can show a Prometheus with TLS who it is',
    severity: 'warning',
    cause:
      'a Prometheus behind https mostly asks for credentials; KEDA then gets 401 from it, keeps the pods at the '
      + 'fallback and looks healthy',
    fix:
      'set `operations.autoscaler.authentication` to a TriggerAuthentication with a token, or waive the rule if this '
      + 'Prometheus answers anyone',
    source: 'llm-d/llm-d PR 2182 (OpenShift Thanos); KEDA 2.20 documentation, Prometheus scaler',
    evidence: 'issue',
    check: ({ operations: { autoscalers }, spec: { operations } }) => {
      const { autoscaler } = operations ?? {};
      return autoscalers.length > 0 && autoscaler?.type === 'ScaledObject' && autoscaler.authentication === undefined
        && autoscaler.prometheus.startsWith('https:')
        ? [{ field: 'operations.autoscaler', cause: `${autoscaler.prometheus} is asked without credentials` }]
        : [];
    },
    example: {
      field: 'operations.autoscaler',
      fails: { type: 'ScaledObject', prometheus: 'https://thanos.monitoring.svc:9091' },
      passes: {
        type: 'ScaledObject',
        prometheus: 'https://thanos.monitoring.svc:9091',
        authentication: { name: 'thanos', authModes: ['bearer'] },
      },
      given: { 'decode.autoscaling': { maxReplicas: 8 }, 'waive': { PD377: 'an example' } },
    },
  },
];

const MAX_INT32 = 2 ** 31 - 1;

/** More than any pod queues, and more than any GPU reads in a second. */
const MAX_THRESHOLD = 1_000_000;

/** KEDA is told thousandths, of which there must be one. */
function isAmount(value: number): boolean {
  return value >= 0.001 && value <= MAX_THRESHOLD;
}

function threshold(
  field: string,
  value: number | undefined,
  fits: (value: number) => boolean,
  range: string,
): Violation[] {
  return value === undefined || fits(value) ? [] : [{ field, cause: `must be ${range}, got ${value}` }];
}
