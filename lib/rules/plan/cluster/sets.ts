import type { InferencePlan } from '../../../plan/inference-plan';
import { gpusOfReplica } from '../../../plan/model-server-pool-props';
import { workloadNamed } from '../../../workloads/workloads';
import { givenModel } from '../../language/example';
import { Rule, Violation } from '../../language/rule';

const lws = 'kubernetes-sigs/lws v0.10.0';

/** Both roles as one DisaggregatedSet, groups in domains of nodes, and how pods are replaced. */
export const setRules: readonly Rule[] = [
  {
    id: 'PD136',
    title: 'A DisaggregatedSet has both roles',
    severity: 'error',
    cause: 'the API server refuses a set with less than two roles',
    fix: 'add `prefill`, or remove `disaggregatedSet`: pods that do both need no set',
    source: `${lws} api/disaggregatedset/v1: \`roles\` has minItems 2`,
    evidence: 'read',
    waivable: false,
    check: ({ pools, spec: { disaggregatedSet } }) => disaggregatedSet !== undefined && pools.length < 2
      ? [{ field: 'disaggregatedSet', cause: 'has one role, of at least two' }]
      : [],
    example: {
      field: 'disaggregatedSet', fails: {}, passes: undefined, given: { 'prefill': undefined, 'fabric': undefined },
    },
  },
  {
    id: 'PD137',
    title: 'A set of several slices has no autoscaler',
    severity: 'error',
    cause: 'a scaler changes the number of one role, and of which slice is not said: the webhook of the set refuses it',
    fix: 'set `slices` to 1, or remove `autoscaling` and change `slices`',
    source: `${lws} pkg/webhooks/disaggregatedset/disaggregatedset_webhook.go`,
    evidence: 'read',
    check: ({ pools, spec: { disaggregatedSet: { slices = 1 } = {} } }) => slices > 1
      ? pools.filter(({ autoscaled }) => autoscaled).map(({ role }) =>
          ({ field: `${role}.autoscaling`, cause: `scales one role of ${slices} slices` }))
      : [],
    example: {
      field: 'disaggregatedSet',
      fails: { slices: 2 },
      passes: { slices: 1 },
      given: {
        'decode.autoscaling': { maxReplicas: 8 },
        'operations.monitoring': { namespace: 'monitoring' },
        'waive': { PD356: 'an example' },
      },
    },
  },
  {
    id: 'PD138',
    title: 'A set is placed by slices or by groups, not by both',
    severity: 'error',
    cause: 'both demand that pods are together and alone in a domain, and no node satisfies the two: the webhook '
      + 'of the '
      + 'set refuses it',
    fix: 'remove `exclusiveTopology` of the roles, or `disaggregatedSet.placement`',
    source: `${lws} pkg/webhooks/disaggregatedset/disaggregatedset_webhook.go validatePlacement`,
    evidence: 'read',
    check: ({ pools, spec: { disaggregatedSet: { placement } = {} } }) => placement === undefined
      ? []
      : pools.flatMap(({ parallelism: { exclusiveTopology }, role }) => exclusiveTopology === undefined
          ? []
          : [{
              field: `${role}.parallelism.exclusiveTopology`,
              cause: `is '${exclusiveTopology}', and the set is placed by '${placement.topology}'`,
            }]),
    example: {
      field: 'decode.parallelism',
      fails: { data: 16, exclusiveTopology: 'example.org/rack' },
      passes: { data: 16 },
      given: {
        disaggregatedSet: { placement: { type: 'ExclusiveSlice', topology: 'example.org/block' } },
        waive: { PD346: 'an example', PD356: 'an example' },
      },
    },
  },
  {
    id: 'PD139',
    title: 'What is placed in one NVLink domain has no more GPUs than the domain',
    severity: 'error',
    cause: 'the affinity is demanded: the pods that find no room in the domain stay pending',
    fix: 'lower `parallelism` or `replicas`, use more `slices` of fewer replicas, or place by a larger domain',
    source: 'NVIDIA documentation, GB200 NVL72: 72 GPUs in one NVLink domain; labels of its nodes: '
      + 'NVIDIA/k8s-dra-driver-gpu '
      + '(`nvidia.com/gpu.clique`), llm-d/llm-d guides/pd-disaggregation/README.ds.md',
    evidence: 'read',
    holdsFor: 'accelerators whose domain is known, and labels that are known to name one',
    check: plan => [...groupsInDomain(plan), ...slicesInDomain(plan)],
    example: {
      field: 'decode.parallelism',
      fails: { data: 80, balancing: 'hybrid', exclusiveTopology: 'nvidia.com/gpu.clique' },
      passes: { data: 72, balancing: 'hybrid', exclusiveTopology: 'nvidia.com/gpu.clique' },
      given: { ...givenModel('openai/gpt-oss-120b', 'PD346'), accelerator: 'NVIDIA-GB200' },
      implies: ['PD205'],
    },
  },
  {
    id: 'PD356',
    title: 'Old and new pods of a set are kept apart while it rolls',
    severity: 'warning',
    cause: 'a picker without a screener of revisions sends a prompt to an old prefill pod and its tokens to a new '
      + 'decode '
      + 'pod, or the reverse; what PD320 compares is then not the same in both',
    fix: 'add the plugin `disaggregatedset-rollout-screener` to the picker (docs/groups.md), or waive the rule '
      + 'where no '
      + 'request comes while it rolls',
    source: 'llm-d/llm-d-router v0.10.0 '
      + 'pkg/epp/framework/plugins/requestcontrol/screener/disaggregatedsetrollout/README.md',
    evidence: 'read',
    check: ({ pools, spec: { disaggregatedSet, endpointPicker: { plugins = [] } = {} } }) =>
      disaggregatedSet === undefined || pools.length < 2 || plugins.some(({ type }) => type === SCREENER)
        ? []
        : [{ field: 'disaggregatedSet', cause: `the picker has no \`${SCREENER}\`` }],
    example: { field: 'disaggregatedSet', fails: {}, passes: undefined },
  },
  {
    id: 'PD357',
    title: 'The names that a set gives its pods are short enough',
    severity: 'error',
    cause: 'a StatefulSet writes its name and a hash into a label of its pods, and a label has at most 63 '
      + 'characters: no '
      + 'pod is created',
    fix: 'use a shorter name for the deployment',
    source: `${lws} pkg/utils/disaggregatedset/utils.go GenerateName; Kubernetes 1.34 pkg/controller/history: the `
      + `label `
      + '`controller-revision-hash`',
    evidence: 'read',
    check: ({ name, pools, spec: { disaggregatedSet } }) => disaggregatedSet === undefined
      ? []
      : pools.flatMap(({ parallelism: { nodes }, replicas, role }): Violation[] => {
          const { slices = 1 } = disaggregatedSet;
          const group = nodes > 1 ? `-${Math.max(0, replicas / slices - 1)}` : '';
          const length = `${name}-${slices - 1}-${REVISION}-${role}${group}-${HASH}`.length;
          return length <= MAX_LABEL
            ? []
            : [{
                field: 'disaggregatedSet',
                cause: `'${name}-${slices - 1}-<revision>-${role}${group}-<hash>' has ${length} characters`,
                fix: `use a name of at most ${name.length - length + MAX_LABEL} characters`,
              }];
        }),
    example: {
      of: 'plan', field: 'name', fails: 'n'.repeat(40), passes: 'llama',
      given: { disaggregatedSet: {}, waive: { PD356: 'an example' } },
      implies: ['PD409'],
    },
  },
  {
    id: 'PD358',
    title: 'A rollout may stop a pod or start one more',
    severity: 'error',
    cause: 'with neither no pod is ever replaced: the API server refuses a Deployment with both at 0, and the '
      + 'webhook of '
      + 'a LeaderWorkerSet or DisaggregatedSet does the same',
    fix: 'set `maxUnavailable` to 1, or `maxSurge` where there are free GPUs',
    source: 'Kubernetes 1.34 pkg/apis/apps/validation; kubernetes-sigs/lws v0.9.0 '
      + 'pkg/webhooks/leaderworkerset_webhook.go',
    evidence: 'read',
    waivable: false,
    check: ({ pools }) => pools.flatMap(({ role, rollout: { maxSurge = 0, maxUnavailable = 1 } = {} }) =>
      parseInt(String(maxSurge)) === 0 && parseInt(String(maxUnavailable)) === 0
        ? [{ field: `${role}.rollout`, cause: `has maxSurge ${maxSurge} and maxUnavailable ${maxUnavailable}` }]
        : []),
    example: { field: 'decode.rollout', fails: { maxUnavailable: 0 }, passes: { maxUnavailable: 0, maxSurge: 1 } },
  },
  {
    id: 'PD359',
    title: 'Only groups outside of a set are replaced in part',
    severity: 'error',
    cause: 'a Deployment has no `partition`, and a set refuses it: it replaces both roles in step',
    fix: 'remove `partition`; for a Deployment or a set, try a change in a second deployment behind a weighted route',
    source: 'kubernetes-sigs/lws v0.9.0 api/leaderworkerset/v1; '
      + `${lws} pkg/webhooks/disaggregatedset/disaggregatedset_webhook.go`,
    evidence: 'read',
    check: ({ pools }) => pools.flatMap(({ role, rollout: { partition } = {}, workload }) =>
      partition === undefined || partition === 0 || (isOfGroups(workload))
        ? []
        : [{ field: `${role}.rollout.partition`, cause: `is ${partition}, and ${role} is a ${workload}` }]),
    example: { field: 'decode.rollout', fails: { partition: 1 }, passes: { maxUnavailable: 1 } },
  },
];

const SCREENER = 'disaggregatedset-rollout-screener';

/** Characters of the revision in a name, and of the hash that a StatefulSet appends (at most, of a 32-bit number). */
const [REVISION, HASH, MAX_LABEL] = ['r'.repeat(8), 'h'.repeat(10), 63];

function isOfGroups(workload: string): boolean {
  const { controller, makes } = workloadNamed(workload);
  return controller !== undefined && makes === undefined;
}

/** Labels of nodes that name an NVLink domain, of NVIDIA's own discovery and of two clouds. */
const domainLabels: readonly string[] = [
  'nvidia.com/gpu.clique', 'ds.coreweave.com/nvlink.domain', 'topology.k8s.aws/ultraserver-id',
];

function groupsInDomain({ pools }: InferencePlan): Violation[] {
  return pools.flatMap((pool) => {
    const { exclusiveTopology } = pool.parallelism;
    const most = pool.accelerator?.facts?.gpusPerDomain;
    const gpus = gpusOfReplica(pool);
    return exclusiveTopology === undefined || !domainLabels.includes(exclusiveTopology) || !(gpus > (most ?? Infinity))
      ? []
      : [{
          field: `${pool.role}.parallelism`,
          cause: `an engine has ${gpus} GPUs, and a domain of ${pool.accelerator!.product} ${most}`,
        }];
  });
}

function slicesInDomain({ pools, spec: { disaggregatedSet } }: InferencePlan): Violation[] {
  const { placement, slices = 1 } = disaggregatedSet ?? {};
  if (placement === undefined || !domainLabels.includes(placement.topology)) return [];
  const most = Math.min(...pools.map(({ accelerator }) => accelerator?.facts?.gpusPerDomain ?? Infinity));
  const gpus = pools.reduce((sum, pool) => sum + pool.replicas * gpusOfReplica(pool), 0) / slices;
  return gpus > most
    ? [{ field: 'disaggregatedSet.placement', cause: `a slice has ${gpus} GPUs, and a domain ${most}` }]
    : [];
}
