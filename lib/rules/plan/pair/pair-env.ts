import { connectorNamed } from '../../../connectors/connectors';
import { oneGpu } from '../../../plan/parallelism';
import type { PoolPlan } from '../../../plan/pool-plan';
import { connectedPools, PoolPair, pairsOf, poolsOf } from '../../../plan/pools';
import { decisions } from '../../../stack/vllm/flags/decisions';
import { derivedEnv } from '../../../constructs/serving/model-server-env';
import { EnvSource } from '../../../spec/references';
import { collisions, portsOf } from './listeners';
import { Rule, Violation } from '../../language/rule';
import { flagsOf, GivenFlag } from '../../language/vllm-arguments';

/** Variables, flags and ports that the two roles must agree on, or that break the transfer between them. */
export const pairEnvRules: readonly Rule[] = [
  {
    id: 'PD313',
    title: 'The side channel is advertised at the address of its pod',
    severity: 'error',
    cause:
      'a decode pod finds the cache at the address that the prefill pod advertises; with the default '
      + '`localhost` of vLLM it calls itself, and the handshake times out',
    fix: 'remove `VLLM_NIXL_SIDE_CHANNEL_HOST`: the library sets it to the field `status.podIP`',
    source: 'vLLM 0.11.0 to 0.33 vllm/envs.py; vllm-project/vllm PR 53018; ai-dynamo/dynamo PR 6539',
    evidence: 'issue',
    check: plan =>
      connectedPools(plan).flatMap((pool) => {
        // Other connectors are told the address otherwise.
        if (!('VLLM_NIXL_SIDE_CHANNEL_HOST' in connectorNamed(pool.connector!).environment(pool))) return [];
        const host = environment(pool).VLLM_NIXL_SIDE_CHANNEL_HOST;
        return typeof host === 'object' && 'fieldPath' in host && host.fieldPath === 'status.podIP'
          ? []
          : [
              {
                field: `${pool.role}.extraEnv.VLLM_NIXL_SIDE_CHANNEL_HOST`,
                cause: `is not the field status.podIP in ${pool.role} pods`,
              },
            ];
      }),
    example: {
      of: 'plan',
      field: 'prefill.extraEnv',
      fails: { VLLM_NIXL_SIDE_CHANNEL_HOST: 'localhost' },
      passes: { VLLM_NIXL_SIDE_CHANNEL_HOST: { fieldPath: 'status.podIP' } },
    },
  },
  {
    id: 'PD314',
    title: 'No two listeners of a pod use the same port',
    severity: 'error',
    cause:
      'the second one exits with `Address already in use`, or both share the port and a request reaches either of them',
    fix: 'give one of them another port',
    source:
      'vllm-project/vllm#20965, #25059 (side channel and KV events on 5557), #39762 (two engines on one port share it)',
    evidence: 'issue',
    check: plan => plan.pools.flatMap(collisions),
    example: { of: 'plan', field: 'decode.enginePort', fails: 5600, passes: 8200, implies: ['PD407'] },
  },
  {
    id: 'PD315',
    title: 'The engine keeps idle connections longer than the routing proxy',
    severity: 'error',
    cause:
      'otherwise the proxy sends a prefill request on a connection that the engine has just closed, and the '
      + 'caller sees a random reset',
    fix: 'remove `VLLM_HTTP_TIMEOUT_KEEP_ALIVE`: the library sets it to 120 seconds',
    source: 'vLLM closes after 5 s, the routing proxy reuses for 90 s: llm-d/llm-d PR 1564, PR 1686',
    evidence: 'issue',
    check: plan =>
      poolsOf(plan, 'prefill').flatMap((prefill) => {
        const seconds = Number(environment(prefill).VLLM_HTTP_TIMEOUT_KEEP_ALIVE ?? VLLM_KEEP_ALIVE);
        return seconds > PROXY_IDLE_SECONDS
          ? []
          : [
              {
                field: 'prefill.extraEnv.VLLM_HTTP_TIMEOUT_KEEP_ALIVE',
                cause: `closes idle connections after ${seconds} s, the routing proxy after ${PROXY_IDLE_SECONDS} s`,
              },
            ];
      }),
    example: {
      of: 'plan',
      field: 'prefill.extraEnv',
      fails: { VLLM_HTTP_TIMEOUT_KEEP_ALIVE: '5' },
      passes: { VLLM_HTTP_TIMEOUT_KEEP_ALIVE: '120' },
    },
  },
  {
    id: 'PD316',
    title: 'Registered KV memory is not moved',
    severity: 'error',
    cause:
      'with expandable segments the allocator moves the pages under the registered cache: transfers are '
      + 'hundreds of times slower or read other '
      + 'data, and from vLLM 0.24 on the engine refuses to start',
    fix: 'remove `expandable_segments:True`',
    source: 'vLLM 0.27.1 vllm/config/vllm.py:937-969; ai-dynamo/nixl#1754',
    evidence: 'read',
    check: plan =>
      connectedPools(plan).flatMap(pool =>
        allocatorVariables
          .filter((name) => {
            const value = pool.extraEnv[name];
            return typeof value === 'string' && /expandable_segments:\s*true/i.test(value);
          })
          .map(name => ({
            field: `${pool.role}.extraEnv.${name}`,
            cause: 'expandable segments and the NIXL connector exclude each other',
          })),
      ),
    example: {
      field: 'decode.extraEnv',
      fails: { PYTORCH_CUDA_ALLOC_CONF: 'expandable_segments:True' },
      passes: { PYTORCH_CUDA_ALLOC_CONF: 'max_split_size_mb:512' },
    },
  },
  {
    id: 'PD317',
    title: 'vLLM chooses the layout of the KV cache',
    severity: 'error',
    cause:
      'the connector needs the heads of a block side by side (`HND`) and chooses that layout itself; with '
      + '`NHD` in one or both roles, transfers '
      + 'between roles of different tensor parallelism fail',
    fix: 'remove `VLLM_KV_CACHE_LAYOUT`',
    source:
      'vLLM 0.27.1 nixl/base_worker.py:1750-1790: `Heterogeneous TP expects same kv_cache_layout`; vLLM 0.30.0 and '
      + '0.33.0 vllm/v1/kv_cache_layout.py, is_block_contiguous',
    evidence: 'read',
    check: plan =>
      connectedPools(plan).flatMap((pool) => {
        const layout = environment(pool).VLLM_KV_CACHE_LAYOUT;
        const unsplit = pool.modelServer.known?.unsplitLayouts ?? ['NHD'];
        return typeof layout === 'string' && unsplit.includes(layout)
          ? [{
              field: `${pool.role}.extraEnv.VLLM_KV_CACHE_LAYOUT`,
              cause: `the layout ${layout} cannot be split by heads`,
            }]
          : [];
      }),
    example: {
      field: 'prefill.extraEnv',
      fails: { VLLM_KV_CACHE_LAYOUT: 'NHD' },
      passes: { VLLM_KV_CACHE_LAYOUT: 'HND' },
    },
  },
  {
    id: 'PD318',
    title: 'Flags that change the KV cache are the same in both roles',
    severity: 'error',
    cause:
      'the attention backend, the cache manager and a draft model decide what a block of cache contains; if '
      + 'the roles differ, the engines refuse each '
      + 'other at the first request, or read memory that does not exist',
    fix: 'give the flag or variable, with the same value, to both roles',
    source:
      'vLLM 0.27.1 nixl/metadata.py, compute_nixl_compatibility_hash; vllm-project/vllm PR 49230 and #48221 '
      + '(draft model only on decode); the methods ngram, ngram_gpu and suffix add nothing to the cache. '
      + 'Measured on two H100, vLLM 0.27.1: with `mtp` or `--disable-hybrid-kv-cache-manager` in one role every '
      + 'request fails with 500, with `mtp` in both and with `ngram` in both or either the tokens are right',
    evidence: 'proven',
    check: plan => pairsOf(plan).flatMap(pair =>
      pairFlags
        .flatMap((name): Violation[] => {
          const [prefill, decode] = [pair.prefill, pair.decode].map(pool => changingCache(pool.extraArgs, name));
          const given = decode ?? prefill;
          return !given || (prefill && decode && prefill.value === decode.value)
            ? []
            : [
                {
                  field: `${decode ? 'decode' : 'prefill'}.extraArgs[${given.index}]`,
                  cause: `\`${name}\` is not the same in both roles`,
                },
              ];
        })
        .concat(
          pairVariables.flatMap(name => unequalVariable(pair, name)),
        ),
    ),
    example: {
      field: 'decode.extraArgs',
      fails: ['--speculative-config={"method":"eagle","num_speculative_tokens":3}'],
      passes: ['--speculative-config={"method":"ngram","num_speculative_tokens":3}'],
    },
  },
  {
    id: 'PD322',
    title: 'Variables of UCX, NIXL and NCCL are the same in both roles',
    severity: 'warning',
    cause:
      'KV cache goes from one role to the other: with other transports, devices or limits in one of them the pair uses '
      + 'what both have, or cannot connect',
    fix: 'give the variable, with the same value, to both roles',
    source: 'openucx/ucx docs/source/faq.md; not measured',
    evidence: 'read',
    check: plan =>
      pairsOf(plan).flatMap((pair) => {
        const names = new Set([pair.prefill, pair.decode].flatMap(({ extraEnv }) => Object.keys(extraEnv)));
        return [...names].filter(name => transport.test(name)).flatMap(name => unequalVariable(pair, name));
      }),
    example: { field: 'decode.extraEnv', fails: { UCX_RNDV_THRESH: '1k' }, passes: undefined },
  },
  {
    id: 'PD319',
    title: 'VLLM_PORT is a free number',
    severity: 'error',
    cause:
      'vLLM uses the variable for ports of its workers, not for its API; the engine exits if it is a URL, as '
      + 'Kubernetes sets it for a Service called '
      + '`vllm`, and the number of another port in the pod causes a conflict',
    fix: 'remove `VLLM_PORT`; the port of the API is derived',
    source: 'vLLM 0.33 vllm/envs.py:518-545; vllm-project/vllm#34199',
    evidence: 'read',
    check: plan =>
      plan.pools.flatMap((pool) => {
        const value = pool.extraEnv.VLLM_PORT;
        if (value === undefined) return [];
        const taken = portsOf(pool).map(({ port }) => port);
        return typeof value === 'string'
          && /^\d+$/.test(value)
          && Number(value) > 0
          && Number(value) < 65_536
          && !taken.includes(Number(value))
          ? []
          : [{ field: `${pool.role}.extraEnv.VLLM_PORT`, cause: 'is not the number of a free port' }];
      }),
    example: { field: 'decode.extraEnv', fails: { VLLM_PORT: 'tcp://10.0.0.1:8000' }, passes: { VLLM_PORT: '30000' } },
  },
];

/** The environment as the container gets it: the user's own wins. */
function environment(pool: PoolPlan): Readonly<Partial<Record<string, EnvSource>>> {
  // Only names and fixed values are looked at, which do not depend on the number of GPUs or on the volume.
  return {
    ...derivedEnv({ ...pool, parallelism: oneGpu, modelCache: { name: '' } }),
    ...pool.extraEnv,
  };
}

const VLLM_KEEP_ALIVE = 5;
const PROXY_IDLE_SECONDS = 90;

const allocatorVariables = ['PYTORCH_CUDA_ALLOC_CONF', 'PYTORCH_ALLOC_CONF'] as const;

const pairFlags = decisions.cache.flatMap(name => [name, name.replace('--', '--no-')]);

/** A flag as far as it decides what a block contains: speculation without a draft model does not. */
function changingCache(args: readonly string[], name: string): GivenFlag | undefined {
  const given = flagsOf(args).filter(flag => flag.name === name);
  return speculation.has(name) && given.some(({ value = '' }) => draftless.test(value)) ? undefined : given[0];
}

const speculation = new Set(['--speculative-config', '--spec-method']);

const draftless = /^(ngram|ngram_gpu|suffix)$|"method"\s*:\s*"(ngram|ngram_gpu|suffix)"/;

/** A variable that is not the same in both roles, said of decode where it has it. */
function unequalVariable({ decode, prefill }: PoolPair, name: string): Violation[] {
  const [ofPrefill, ofDecode] = [prefill, decode].map(({ extraEnv }) => JSON.stringify(extraEnv[name]));
  const role = ofDecode === undefined ? 'prefill' : 'decode';
  return ofPrefill === ofDecode
    ? []
    : [{ field: `${role}.extraEnv.${name}`, cause: `\`${name}\` is not the same in both roles` }];
}

// What is logged may differ.
const transport = /^(UCX|NIXL|NCCL)_(?!(.*_)?(DEBUG|LOG|STATS|PROFILE))/;

const pairVariables = ['VLLM_ATTENTION_BACKEND', 'VLLM_MLA_DISABLE', 'VLLM_USE_V1'] as const;
