import { HOME_PATH } from '../../../constructs/serving/volumes';
import { offloadingOf } from '../../../connectors/offloading/offloadings';
import type { InferencePlan } from '../../../plan/inference-plan';
import { MODEL_CACHE_PATH } from '../../../plan/weights-storage';
import type { PoolPlan } from '../../../plan/pool-plan';
import { Release } from '../../../stack/releases';
import type { OffloadingSpec } from '../../../spec/offloading';
import { VLLM_BLOCK_SIZE } from '../../language/engine-container';
import { gib } from '../../language/amount';
import { Rule, Violation } from '../../language/rule';

const native = { type: 'native', memory: '20Gi' } as const;
const claim = { type: 'existingClaim', claimName: 'kv-cache' } as const;
const aggregated = { prefill: undefined };

/** What keeps KV cache that the GPUs have no room for. */
export const offloadingRules: readonly Rule[] = [
  {
    id: 'PD366',
    title: 'A container has the memory of its KV cache',
    severity: 'error',
    cause:
      'the engine takes all of that memory at start, and pages in `/dev/shm` count towards the container: it is killed '
      + 'above its limit (OOMKilled)',
    fix: 'raise `memory` of the role, or lower that of `offloading`',
    source: 'vLLM 0.30.0 vllm/v1/kv_offload/cpu/shared_offload_region.py; Kubernetes documentation, Volumes: emptyDir',
    evidence: 'read',
    check: plan => kept(plan).flatMap(({ offloading, pool }) => {
      const [taken, limit] = [gib(offloadingOf(offloading).memory(offloading)), gib(pool.memory)];
      return taken === undefined || limit === undefined || taken < limit
        ? []
        : [{
            field: `${pool.role}.memory`,
            cause: `${pool.memory} is not more than the ${round(taken)}Gi that \`offloading\` takes`,
            fix: `set \`memory\` to ${Math.ceil(taken) + WORK_GIB}Gi or more, or lower \`offloading.memory\``,
          }];
    }),
    example: {
      field: 'decode.offloading', fails: { type: 'native', memory: '100Gi' }, passes: native,
      given: aggregated,
    },
  },
  {
    id: 'PD367',
    title: 'The KV cache of the host fits `/dev/shm`',
    severity: 'error',
    cause: 'vLLM maps the memory as a file in `/dev/shm` and exits at start where that has too little space',
    fix: 'leave `sharedMemory` out, which then follows, or raise it',
    source: 'vLLM 0.27.1 and 0.30.0 vllm/v1/kv_offload/cpu/shared_offload_region.py (check_shm_free_space)',
    evidence: 'read',
    check: plan => kept(plan).flatMap(({ offloading, pool }) => {
      const { inSharedMemory, memory } = offloadingOf(offloading);
      const [taken, size] = [gib(memory(offloading)), gib(pool.sharedMemory)];
      return !inSharedMemory || taken === undefined || size === undefined || taken < size
        ? []
        : [{
            field: `${pool.role}.sharedMemory`,
            cause: `${pool.sharedMemory} is not more than the ${round(taken)}Gi of \`offloading\``,
          }];
    }),
    example: {
      field: 'decode.sharedMemory', fails: '16Gi', passes: '32Gi',
      given: { ...aggregated, 'decode.offloading': native },
    },
  },
  {
    id: 'PD368',
    title: 'The vLLM has what keeps the KV cache',
    severity: 'error',
    cause: 'an engine exits at start for a connector or a tier that it does not know',
    fix: 'use a release with a newer vLLM, or leave `offloading` out',
    source:
      'vLLM 0.11.0, 0.27.1, 0.30.0 and 0.33.0 vllm/distributed/kv_transfer/kv_connector/factory.py, '
      + 'vllm/v1/kv_offload/',
    evidence: 'read',
    check: plan => kept(plan).flatMap(({ offloading, pool }): Violation[] => {
      const { known } = pool.modelServer;
      if (!known) return [];
      const { inSharedMemory, name, tiers, transferConfig } = offloadingOf(offloading);
      const field = `${pool.role}.offloading.type`;
      const cause = `vLLM ${known.version} has no`;
      const { kv_connector_module_path: path } = transferConfig(offloading);
      if (path === undefined && !known.transfers.connectors.includes(name))
        return [{ field, cause: `${cause} ${name}` }];
      if (inSharedMemory && !known.transfers.offloadsBytes)
        return [{ field, cause: `${cause} \`cpu_bytes_to_use\` of ${name}` }];
      return tiers(offloading).filter(tier => !known.transfers.tiers.includes(tier))
        .map(tier => ({ field, cause: `${cause} tier '${tier}'` }));
    }),
    example: {
      field: 'decode.offloading', fails: native, passes: undefined,
      given: { ...aggregated, release: Release.ROUTER_0_3 }, implies: ['PD362'],
    },
  },
  {
    id: 'PD369',
    title: 'What is moved together is a number of whole blocks',
    severity: 'error',
    cause: 'vLLM exits at start with `must be a multiple of the GPU KV cache block size`',
    fix: 'set `chunkTokens` to a multiple of `engine.blockSize`, or leave it out',
    source: 'vLLM 0.30.0 vllm/distributed/kv_transfer/kv_connector/v1/offloading/config.py',
    evidence: 'read',
    check: plan => kept(plan).flatMap(({ offloading, pool }) => {
      const tokens = offloadingOf(offloading).chunkTokens(offloading);
      const { blockSize = VLLM_BLOCK_SIZE } = pool.engine;
      return tokens === undefined || (tokens > 0 && tokens % blockSize === 0)
        ? []
        : [{
            field: `${pool.role}.offloading.chunkTokens`,
            cause: `${tokens} tokens are not a number of blocks of ${blockSize}`,
            fix: `set it to ${Math.max(1, Math.ceil(tokens / blockSize)) * blockSize}, or leave it out`,
          }];
    }),
    example: {
      field: 'decode.offloading', fails: { ...native, chunkTokens: 200 }, passes: { ...native, chunkTokens: 256 },
      given: aggregated,
    },
  },
  {
    id: 'PD370',
    title: 'Pods take KV cache from peers where there is no prefill',
    severity: 'error',
    cause:
      'the routing proxy of decode pods speaks one protocol: that of the connector, by which it asks prefill pods, or '
      + 'that of peers',
    fix: 'remove `offloading.peers`, or leave `prefill` out',
    source: 'llm-d-router v0.10.0 pkg/sidecar/proxy/options.go; what `--enable-p2p-pull` does there was not tried',
    evidence: 'read',
    check: plan => plan.spec.prefill === undefined
      ? []
      : kept(plan).filter(({ offloading }) => offloadingOf(offloading).peerPorts(offloading).length > 0)
          .map(({ pool }) => ({
            field: `${pool.role}.offloading.peers`, cause: 'is stated, but prefill pods are where KV cache comes from',
          })),
    example: {
      field: 'decode.offloading', fails: { ...native, peers: {} }, passes: native,
      given: { 'decode.memory': '64Gi' }, implies: ['PD362'],
    },
  },
  {
    id: 'PD371',
    title: 'The folder of KV cache is one that nothing else uses',
    severity: 'error',
    cause: 'a volume hides what its folder has, and a path with `..` or without `/` is refused',
    fix: 'set `path` to an absolute folder of its own, for example `/mnt/kv-cache`',
    source: 'Kubernetes 1.34 pkg/apis/core/validation, ValidateVolumeMounts; lib/constructs/serving/volumes.ts',
    evidence: 'read',
    waivable: false,
    check: plan => kept(plan).flatMap(({ offloading, pool }) => {
      const taken = [HOME_PATH, MODEL_CACHE_PATH, '/dev', '/tmp', ...pool.files.map(({ path }) => path)];
      return offloadingOf(offloading).folders(offloading)
        .filter(({ path }) => !/^(\/[\w-][\w.-]*)+$/.test(path) || taken.some(other => overlaps(path, other)))
        .map(({ path }) => ({
          field: `${pool.role}.offloading.files.path`, cause: `'${path}' is used otherwise, or is no absolute folder`,
        }));
    }),
    example: {
      field: 'decode.offloading',
      fails: { ...native, files: { path: '/dev/shm', storage: claim } },
      passes: { ...native, files: { path: '/mnt/kv-cache', storage: claim } },
      given: aggregated,
    },
  },
];

/** What an engine needs beside, when a number is proposed. */
const WORK_GIB = 32;

/** Each role that keeps KV cache. */
function kept({ pools }: InferencePlan): { readonly offloading: OffloadingSpec; readonly pool: PoolPlan }[] {
  return pools.flatMap(pool => (pool.offloading ? [{ offloading: pool.offloading, pool }] : []));
}

function overlaps(one: string, other: string): boolean {
  return `${one}/`.startsWith(`${other}/`) || `${other}/`.startsWith(`${one}/`);
}

function round(amount: number): number {
  return Number(amount.toFixed(1));
}
