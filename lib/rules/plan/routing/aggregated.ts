import { offloadingOf } from '../../../connectors/offloading/offloadings';
import { isDisaggregated } from '../../../plan/is-disaggregated';
import { proxiesOf } from '../../../plan/pools';
import { Release } from '../../../stack/releases';
import { Rule, Violation } from '../../language/rule';

const { aggregated } = Release.ROUTER_0_10.endpointPicker;
const [profile] = aggregated.schedulingProfiles;

/** What a deployment without prefill pods needs, and what it has no use for. */
export const aggregatedRules: readonly Rule[] = [
  {
    id: 'PD330',
    title: 'The endpoint picker of a spec without `prefill` has a configuration for it',
    severity: 'error',
    cause:
      'the configuration for two roles sends every prompt to a prefill pod first; without such pods some pickers serve '
      + 'by decode pods alone and others refuse every request',
    fix: 'give the release `endpointPicker.aggregated`, or state `prefill`',
    source: 'lib/stack/picker/: `withoutReplicas` and `aggregated` of a version',
    evidence: 'read',
    check: ({ spec: { prefill, release } }) =>
      isDisaggregated({ prefill }) || release.endpointPicker.aggregated !== undefined
        ? []
        : [{
            field: 'release.endpointPicker.aggregated',
            cause: `nothing is known of how the endpoint picker of ${release.name} serves pods that all do the same`,
          }],
    example: {
      field: 'release.endpointPicker.aggregated', fails: undefined, passes: aggregated, given: { prefill: undefined },
      implies: ['PD332'],
    },
  },
  {
    id: 'PD331',
    title: 'A spec says only of prefill pods and their transfers what it has',
    severity: 'error',
    cause:
      'without `prefill` no KV cache travels between pods and none has a routing proxy: devices of a fabric would be '
      + 'taken for nothing, and what is said of the proxy has no effect',
    fix: 'remove the field, or state `prefill`',
    source: 'lib/plan/plan-inference.ts: no connector and no routing proxy without prefill pods',
    evidence: 'read',
    check: ({ pools, spec: { connector, containers, fabric = 'tcp', prefill } }): Violation[] => {
      if (isDisaggregated({ prefill })) return [];
      const alone = 'but there is no `prefill` to read KV cache from';
      // The pods of one engine speak to each other by it, and pods to a store.
      const unused = fabric !== 'tcp' && !pools.some(({ offloading, parallelism }) =>
        parallelism.nodes > 1 || (offloading !== undefined && offloadingOf(offloading).usesFabric(offloading)));
      return [
        ...(connector ? [{ field: 'connector', cause: `is ${connector.type}, ${alone}` }] : []),
        ...(unused ? [{ field: 'fabric', cause: `is ${fabric.network}, ${alone}` }] : []),
        ...(containers?.routingProxy && proxiesOf({ pools }).length === 0
          ? [{ field: 'containers.routingProxy', cause: 'is stated, but without `prefill` no pod has one' }]
          : []),
      ];
    },
    example: {
      field: 'fabric', fails: { type: 'rdma-node-memlock', network: 'infiniband' }, passes: undefined,
      given: { prefill: undefined },
    },
  },
  {
    id: 'PD332',
    title: 'Without prefill pods the endpoint picker has one profile',
    severity: 'error',
    cause:
      '`single-profile-handler` takes one profile, and the endpoint picker exits where there are several; a handler '
      + 'for two roles looks for prefill pods that do not exist',
    fix: 'use one profile, called `default`, and `single-profile-handler`',
    source:
      'llm-d-router pkg/epp/config/loader: `SingleProfileHandler cannot support multiple scheduling profiles`; '
      + 'llm-d-inference-scheduler v0.3.2 deploy/config/epp-config.yaml',
    evidence: 'read',
    check: ({ endpointPicker: { release: { config } }, spec }) => {
      if (isDisaggregated(spec)) return [];
      const field = (name: string) => `release.endpointPicker.aggregated.${name}`;
      const { plugins, schedulingProfiles } = config;
      const handlers = plugins.filter(({ type }) => type.endsWith('-profile-handler')).map(({ type }) => type);
      const others = handlers.filter(type => type !== 'single-profile-handler');
      return [
        ...(schedulingProfiles.length === 1
          ? []
          : [{ field: field('schedulingProfiles'), cause: `has ${schedulingProfiles.length} profiles` }]),
        ...others.map(type => ({ field: field('plugins'), cause: `has \`${type}\`, which is for two roles` })),
      ];
    },
    example: {
      field: 'release.endpointPicker.aggregated.schedulingProfiles', fails: [profile, { ...profile, name: 'decode' }],
      passes: [profile], given: { prefill: undefined },
    },
  },
  {
    id: 'PD333',
    title: 'With prefill pods the pool refuses requests while no picker answers',
    severity: 'error',
    cause:
      'with `FailOpen` the gateway spreads requests over all pods while no picker answers: prefill pods answer '
      + 'callers, and decode pods compute every prompt themselves',
    fix: 'remove `endpointPicker.failureMode`, or leave `prefill` out',
    source: 'Gateway API Inference Extension v1 InferencePool, `failureMode`; llm-d/llm-d guides/pd-disaggregation',
    evidence: 'read',
    check: ({ inferencePool: { failureMode }, spec }) => isDisaggregated(spec) && failureMode === 'FailOpen'
      ? [{ field: 'endpointPicker.failureMode', cause: 'is \'FailOpen\', and the pool has prefill pods' }]
      : [],
    example: { field: 'endpointPicker.failureMode', fails: 'FailOpen', passes: 'FailClose' },
  },
];
