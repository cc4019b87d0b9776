import type { ModelProps } from '../../../plan/model-server-pool-props';
import { gpus } from '../../../plan/model-server-pool-props';
import type { PoolPlan } from '../../../plan/pool-plan';
import { connectedPools } from '../../../plan/pools';
import { MAX_GPUS } from '../../language/node-size';
import { Rule, Violation } from '../../language/rule';
import { flagsOf } from '../../language/vllm-arguments';

/** What replaces the NIXL connector of an engine, or what the connector does not support. */
export const engineConnectorRules: readonly Rule[] = [
  {
    id: 'PD121',
    title: 'No flag or variable replaces the NIXL connector, or conflicts with it',
    severity: 'error',
    cause:
      'some flags replace NixlConnector by another connector: all pods become Ready, no KV cache is '
      + 'transferred, and every decode pod '
      + 'computes its prompts again. vLLM refuses other flags together with a connector, or they split or omit '
      + 'the KV cache that the connector reads',
    fix: 'remove the flag or variable',
    source:
      'vLLM 0.27.1 vllm/config/vllm.py:893-928 (_post_init_kv_transfer_config), 988-1011, 2338-2366, '
      + 'vllm/config/parallel.py:541,833, '
      + 'vllm/v1/worker/gpu_model_runner.py:7808 and vllm/utils/argparse_utils.py:298; vLLM 0.11.0 and 0.27.1: '
      + 'their NIXL connectors do not read context '
      + 'parallel sizes, and from 0.30.0 on PD324 judges them; '
      + 'vLLM 0.11.0 vllm/distributed/kv_transfer/kv_connector/factory.py:45',
    evidence: 'read',
    check: plan =>
      plan.pools.flatMap((pool) => {
        const { extraArgs, extraEnv, modelServer } = pool;
        const { known } = modelServer;
        return [
          ...flagsOf(extraArgs, known?.flags).flatMap(({ name, value, index }): Violation[] => {
            const obstacle = obstacles[name];
            if (!obstacle || known?.flags.includes(name) === false || obstacle.harmless?.(value, pool)) return [];
            if (pool.connector === undefined && pool.offloading === undefined && !obstacle.always) return [];
            return [
              {
                field: `${pool.role}.extraArgs[${index}]`,
                cause: `\`${name}\`: ${obstacle.consequence({ pool, value: value ?? '?' })}`,
                ...(obstacle.fix && { fix: obstacle.fix }),
              },
            ];
          }),
          ...Object.entries(extraEnv).flatMap(([name, value]): Violation[] => {
            const obstacle = variables[name];
            if (!obstacle || known?.environment.includes(name) === false || obstacle.harmless(value)) return [];
            if (pool.connector === undefined) return [];
            return [{ field: `${pool.role}.extraEnv.${name}`, cause: `\`${name}\`: ${obstacle.consequence}` }];
          }),
        ];
      }),
    example: {
      field: 'decode.extraArgs',
      fails: ['--kv-offloading-size=100'],
      alsoFails: [['--decode-context-parallel-size=2']],
      passes: ['--cpu-offload-gb=100'],
    },
  },
  {
    id: 'PD122',
    title: 'An engine has one pipeline stage',
    severity: 'error',
    cause:
      'the derived NIXL connector reads the KV cache of all layers from one GPU of each tensor rank; with '
      + 'several stages each GPU only has the '
      + 'cache of its own layers',
    fix: 'use `tensor` instead of `pipeline`',
    source:
      'vLLM 0.27.1 vllm/distributed/kv_transfer/kv_connector/v1/nixl/base_worker.py:445,1825 and '
      + 'nixl/pull_scheduler.py:270-280; vLLM 0.11.0 '
      + 'nixl_connector.py:622,905 (read in the source, not run)',
    evidence: 'read',
    check: plan =>
      connectedPools(plan).flatMap((pool) => {
        const {
          model,
          modelServer: { known },
          parallelism,
        } = pool;
        // Sizes that are no whole numbers have their own rule.
        return known && Number.isInteger(parallelism.pipeline) && parallelism.pipeline > 1
          ? [
              {
                field: `${pool.role}.parallelism.pipeline`,
                cause:
                  `with ${parallelism.pipeline} stages in ${pool.role} pods of vLLM ${known.version} `
                  + `${known.pipeline[pool.role]}`,
                ...(canBeTensor(gpus(pool), model) && {
                  fix:
                    `remove \`pipeline\` and use \`tensor\`: \`${pool.role}.parallelism: { tensor: `
                    + `${gpus(pool)} }\` uses the same ${gpus(pool)} GPUs`,
                }),
              },
            ]
          : [];
      }),
    example: {
      field: 'decode.parallelism', fails: { tensor: 4, pipeline: 2 }, passes: { tensor: 8 },
      implies: ['PD323'],
    },
  },
];

/** Whether PD104 and PD106 take so many GPUs as tensor parallelism. */
function canBeTensor(total: number, { facts }: ModelProps): boolean {
  return total <= MAX_GPUS && (facts?.heads ?? total) % total === 0;
}

interface Given {
  readonly pool: PoolPlan;
  readonly value: string;
}

/** Why a flag must not be beside the connector. */
interface Obstacle {
  readonly consequence: (given: Given) => string;
  /** Values with which the flag changes nothing. */
  readonly harmless?: (value: string | undefined, pool: PoolPlan) => boolean;
  readonly fix?: string;
  /** Whether it stands in the way without a connector too. @default false */
  readonly always?: boolean;
}

const one = (value: string | undefined) => Number(value) === 1;

/** Whether PD324 judges the size, since the connector of this vLLM follows it. */
const followsContext = ({ modelServer: { known } }: PoolPlan) => known?.decodeContextParallel === 'latent';

function hasContext({ extraArgs, modelServer: { known } }: PoolPlan): boolean {
  return flagsOf(extraArgs, known?.flags)
    .some(({ name, value }) => name === '--decode-context-parallel-size' && Number(value) > 1);
}

const offload = 'remove it, and state `offloading` of the role, which keeps KV cache beside the connector';

/** By the flag's full name. A flag that its vLLM does not know has its own rule. */
const obstacles: Readonly<Partial<Record<string, Obstacle>>> = {
  '--kv-offloading-size': {
    consequence: ({ pool }) =>
      `vLLM replaces NixlConnector by ${offloadingConnector(pool)}: no KV cache is transferred, and `
      + 'every decode pod computes its prompts again',
    fix: offload,
  },
  '--kv-offloading-backend': {
    consequence: ({ pool }) =>
      `with \`--kv-offloading-size\` vLLM replaces NixlConnector by ${offloadingConnector(pool)}; `
      + 'without it the flag has no effect',
    fix: offload,
  },
  '--enable-return-routed-experts': {
    consequence: () => 'vLLM exits at start with `--enable-return-routed-experts is incompatible with KV connectors`',
  },
  '--use-replayssm': {
    consequence: () => 'vLLM exits at start with `--use-replayssm is incompatible with KV connectors`',
  },
  '--prefill-context-parallel-size': {
    consequence: ({ pool, value }) =>
      `vLLM needs tensor × pipeline × ${value} GPUs, but the pod has ${gpus(pool)}, so the engine exits at start`,
    harmless: one,
    fix: 'remove it, and use `parallelism.tensor` for more GPUs',
    always: true,
  },
  '--decode-context-parallel-size': {
    consequence: ({ value }) =>
      `the tokens of each block are spread over ${value} GPUs, which the NIXL connector does not support: it `
      + `reads each GPU's cache as if it had all tokens`,
    harmless: (value, pool) => one(value) || followsContext(pool),
  },
  '--dcp-comm-backend': {
    consequence: ({ value }) =>
      `\`${value}\` needs \`--decode-context-parallel-size\` above 1, which the NIXL connector does not `
      + 'support, so the engine exits at start',
    harmless: (value, pool) => value === 'ag_rs' || (followsContext(pool) && hasContext(pool)),
  },
  '--mm-encoder-only': {
    consequence: () =>
      'the engine loads no language model, so it has no KV cache to transfer and cannot answer completions',
    always: true,
  },
  '--ec-transfer-config': {
    consequence: () =>
      'an engine that is `ec_producer` only encodes images, so it has no KV cache to transfer and cannot '
      + 'answer completions',
    harmless: value => !value?.includes('ec_producer'),
    always: true,
  },
  '--config': {
    consequence: () =>
      'the flags in the file are not judged, the file can replace the connector, and no volume of the pod contains it',
    fix: 'remove it, and set its flags by the fields of the spec or in `extraArgs`',
    always: true,
  },
};

const variables: Readonly<
  Partial<Record<string, { readonly consequence: string; readonly harmless: (value: unknown) => boolean }>>
> = {
  VLLM_USE_SIMPLE_KV_OFFLOAD: {
    consequence:
      'with `--kv-offloading-size` vLLM replaces NixlConnector by SimpleCPUOffloadConnector; without it the '
      + 'variable has no effect',
    harmless: value => value === '0',
  },
  VLLM_USE_V1: {
    consequence: 'without the V1 engine vLLM has no NIXL connector and exits at start',
    harmless: value => value === '1',
  },
};

function offloadingConnector({ extraArgs, extraEnv, modelServer }: PoolPlan): string {
  const backend
    = flagsOf(extraArgs, modelServer.known?.flags).find(({ name }) => name === '--kv-offloading-backend')?.value
      ?? 'native';
  if (backend === 'lmcache') return 'LMCacheMPConnector';
  return (extraEnv.VLLM_USE_SIMPLE_KV_OFFLOAD ?? '0') === '0' ? 'OffloadingConnector' : 'SimpleCPUOffloadConnector';
}
