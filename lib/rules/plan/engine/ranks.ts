import { gatewayNamed } from '../../../gateways/gateways';
import type { PoolPlan } from '../../../plan/pool-plan';
import { ranksOfPod, servingPorts } from '../../../plan/parallelism';
import { MOST_TARGET_PORTS } from '../../../plan/ports';
import { poolsOf } from '../../../plan/pools';
import { modelName } from '../../language/model-name';
import type { Rule, Violation } from '../../language/rule';

/** Of the fields of an example: a waiver of what is found of any ranks. */
const unseen = { waive: { PD346: 'an example' } };

/** Data-parallel ranks of one engine, and how requests get to them. */
export const rankRules: readonly Rule[] = [
  {
    id: 'PD340',
    title: 'Ranks and GPUs of an engine are divided evenly among its pods',
    severity: 'error',
    cause: 'the pods of an engine are alike: each has the same number of GPUs, and whole ranks',
    fix: 'set `data` to a multiple of `nodes`',
    source: 'vLLM 0.33.0 vllm/entrypoints/launchers/dp_supervisor.py and vllm/engine/arg_utils.py',
    evidence: 'read',
    waivable: false,
    check: ({ pools }) => pools.flatMap(uneven),
    example: {
      field: 'decode.parallelism', fails: { data: 3, nodes: 2 }, passes: { data: 4, nodes: 2, balancing: 'hybrid' },
      given: unseen,
    },
  },
  {
    id: 'PD341',
    title: 'Data parallelism is for models with experts',
    severity: 'error',
    cause:
      'ranks of one engine wait for each other in every step, which pays only where they share experts. A dense model '
      + 'has nothing to share, and vLLM refuses it from 0.24 on',
    fix: 'remove `data` and raise `replicas`: each pod is then an engine of its own, with the same throughput',
    source: 'vLLM 0.24 vllm/engine/arg_utils.py',
    evidence: 'read',
    holdsFor: 'models whose facts are known',
    check: ({ pools }) => pools.flatMap(({ model, parallelism: { data }, role }) =>
      data > 1 && model.facts !== undefined && model.facts.experts === undefined
        ? [{ field: `${role}.parallelism.data`, cause: `${modelName(model)} has no experts, got ${data} ranks` }]
        : []),
    example: {
      field: 'decode.parallelism',
      fails: { data: 2, expert: false },
      passes: undefined,
      given: { 'model.uri': 'hf://Qwen/Qwen3-32B' },
      implies: ['PD508'],
    },
  },
  {
    id: 'PD342',
    title: 'A pod has at most as many ranks with ports of their own as a pool has ports',
    severity: 'error',
    cause: 'the API server refuses an InferencePool with more target ports, and no request reaches the other ranks',
    fix: `set \`balancing\` to 'hybrid', or spread the ranks over more \`nodes\`: at most ${MOST_TARGET_PORTS} a pod`,
    source: 'gateway-api-inference-extension v1.5.0 config/crd/bases: `targetPorts` has maxItems 8',
    evidence: 'read',
    waivable: false,
    check: ({ pools }) => pools.flatMap(({ parallelism, role }) =>
      servingPorts(parallelism) > MOST_TARGET_PORTS
        ? [{
            field: `${role}.parallelism.data`,
            cause: `a pod has ${servingPorts(parallelism)} ranks, and a pool at most ${MOST_TARGET_PORTS} ports`,
          }]
        : []),
    example: {
      field: 'decode.parallelism', fails: { data: 16, nodes: 1 }, passes: { data: 8 }, given: unseen,
      implies: ['PD314'],
    },
  },
  {
    id: 'PD343',
    title: 'A pool with several ports is of the API group that has them',
    severity: 'error',
    cause: 'an InferencePool of `inference.networking.x-k8s.io` has one port: requests would reach the first rank only',
    fix: 'set `balancing` to \'hybrid\', or use a version of the gateway that reads `inference.networking.k8s.io`',
    source: 'gateway-api-inference-extension v1.0.1 api `targetPortNumber`',
    evidence: 'read',
    check: ({ inferencePool: { group, ports }, pools, spec }) =>
      ports === 1 || group === 'inference.networking.k8s.io'
        ? []
        : pools.filter(({ parallelism }) => servingPorts(parallelism) > 1).map(({ role }) => ({
            field: `${role}.parallelism.balancing`,
            cause:
              `${gatewayNamed(spec.gateway.name).title} ${spec.gateway.version} reads pools of ${group}, which have `
              + `one port, got ${ports} ranks`,
          })),
    example: {
      of: 'plan',
      field: 'inferencePool.group',
      fails: 'inference.networking.x-k8s.io',
      passes: 'inference.networking.k8s.io',
      given: { ...unseen, 'decode.parallelism': { data: 8 } },
      implies: ['PD401', 'PD403'],
    },
  },
  {
    id: 'PD344',
    title: 'vLLM and the routing proxy of the release know ranks with ports of their own',
    severity: 'error',
    cause: 'an unknown flag ends the process at its start; a proxy without the flag leads to the first rank only',
    fix: 'set `balancing` to \'hybrid\', or use a newer `release`',
    source: 'flags of each version in lib/stack/vllm/flags and lib/stack/sidecar',
    evidence: 'read',
    check: ({ pools }) => pools.flatMap((pool): Violation[] => {
      if (pool.parallelism.balancing !== 'ports') return [];
      const field = `${pool.role}.parallelism.balancing`;
      const { known } = pool.modelServer;
      const proxy = pool.role === 'decode' ? pool.routingProxy : undefined;
      return [
        ...(known && !known.flags.includes(SUPERVISOR)
          ? [{ field, cause: `vLLM ${known.version} has no \`${SUPERVISOR}\`` }]
          : []),
        ...(proxy && proxy.release.ranksFlag === undefined
          ? [{ field, cause: `the routing proxy ${proxy.release.image} has no flag for ranks` }]
          : []),
      ];
    }),
    example: {
      of: 'plan',
      field: 'decode.routingProxy.release.ranksFlag',
      fails: undefined,
      passes: '--data-parallel-size',
      given: { 'decode.parallelism': { data: 8 } },
      implies: ['PD346'],
    },
  },
  {
    id: 'PD345',
    title: 'A supervisor has several ranks',
    severity: 'error',
    cause: 'vLLM exits at start: `--data-parallel-multi-port-external-lb` needs at least two ranks in each pod',
    fix: 'set `balancing` to \'hybrid\': a pod with one rank has one port in either case',
    source: 'vLLM 0.33.0 vllm/entrypoints/launchers/dp_supervisor.py',
    evidence: 'read',
    check: ({ pools }) => pools.flatMap(({ parallelism, role }) =>
      parallelism.balancing === 'ports' && ranksOfPod(parallelism) === 1
        ? [{
            field: `${role}.parallelism.balancing`,
            cause: `a pod has one of the ${parallelism.data} ranks, got '${parallelism.balancing}'`,
          }]
        : []),
    example: {
      field: 'decode.parallelism',
      fails: { data: 2, nodes: 2 },
      passes: { data: 2, nodes: 2, balancing: 'hybrid' },
      given: unseen,
    },
  },
  {
    id: 'PD346',
    title: 'All ranks and pods of an engine were measured',
    severity: 'warning',
    cause:
      'what is written follows the sources of vLLM, of the picker and of llm-d\'s guide for wide expert parallelism; '
      + 'this library ran two ranks of one GPU each in one pod of each role, and no engine of several pods',
    fix: 'run `llmd verify` against the cluster, and waive the rule with its result',
    source:
      'llm-d/llm-d guides/wide-ep-lws of 2026-08-14; measured on two H100, vLLM 0.27.1, a model with 16 experts: each '
      + 'of two ranks gives the right tokens, by ports of their own and behind one, also with `experts.rebalance`',
    evidence: 'read',
    check: ({ pools }) => [...poolsOf({ pools }, 'prefill'), ...poolsOf({ pools }, 'decode')]
      .filter(pool => !measured(pool))
      .slice(0, 1)
      .map(({ modelServer: { known }, parallelism: { data, nodes }, role }) => data > 1
        ? { field: `${role}.parallelism.data`, cause: `${data} ranks like these were not measured${by(known)}` }
        : { field: `${role}.parallelism.nodes`, cause: `an engine of ${nodes} pods was not measured` }),
    example: { field: 'decode.parallelism', fails: { data: 4 }, passes: { data: 2 } },
  },
  {
    id: 'PD134',
    title: 'A topology of its own is for an engine of several pods, by the key of a label of nodes',
    severity: 'error',
    cause: 'one pod is on one node, whatever the topology; and by what is no key of a label no node is found',
    fix: 'remove `exclusiveTopology`, or set it to a key of a label of nodes, as `topology.kubernetes.io/rack`',
    source: 'kubernetes-sigs/lws v0.9.0 api/leaderworkerset/v1: annotation `exclusive-topology`',
    evidence: 'read',
    check: ({ pools }) => pools.flatMap(({ parallelism: { exclusiveTopology, nodes }, role }): Violation[] => {
      const field = `${role}.parallelism.exclusiveTopology`;
      if (exclusiveTopology === undefined) return [];
      if (nodes === 1) return [{ field, cause: 'is stated, but an engine of this role is one pod' }];
      return labelKey.test(exclusiveTopology)
        ? []
        : [{ field, cause: `'${exclusiveTopology}' is no key of a label` }];
    }),
    example: {
      field: 'decode.parallelism',
      fails: { data: 8, exclusiveTopology: 'topology.kubernetes.io/rack' },
      passes: { data: 16, exclusiveTopology: 'topology.kubernetes.io/rack' },
      given: unseen,
    },
  },
];

/** Kubernetes documentation, Labels and Selectors: a name, with or without a DNS subdomain before it. */
const labelKey = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/;

const SUPERVISOR = '--data-parallel-multi-port-external-lb';

/** Whether answers of such an engine were compared. What moves tokens between experts was measured as vLLM has it. */
function measured({ modelServer: { known }, parallelism, roleEngine: { experts } }: PoolPlan): boolean {
  const { data, nodes, pipeline, tensor } = parallelism;
  if (data === 1 && nodes === 1) return true;
  const plain = experts?.allToAll === undefined && experts?.backend === undefined && experts?.overlap === undefined;
  return plain && nodes === 1 && tensor === 1 && pipeline === 1 && data <= (known?.measuredRanks ?? 1);
}

function by(known: PoolPlan['modelServer']['known']): string {
  if (known === undefined) return '';
  return known.measuredRanks > 1
    ? `; with vLLM ${known.version} ${known.measuredRanks} of one GPU each in one pod were`
    : ` with vLLM ${known.version}`;
}

function uneven({ parallelism, role }: PoolPlan): Violation[] {
  const { data, nodes, pipeline, tensor } = parallelism;
  // Without ranks the GPUs are divided.
  const [what, parts] = data > 1 ? ['ranks', data] : ['GPUs', tensor * pipeline];
  // What is no whole number of pods is PD104.
  if (!Number.isInteger(parts) || !(nodes >= 1) || parts % nodes === 0) return [];
  return [{
    field: `${role}.parallelism.${data > 1 ? 'data' : 'nodes'}`,
    cause: `${parts} ${what} of an engine are not divided evenly among its ${nodes} pods`,
    fix: `set \`${data > 1 ? 'data' : 'tensor'}\` so that the ${what} are a multiple of ${nodes}, or other \`nodes\``,
  }];
}
