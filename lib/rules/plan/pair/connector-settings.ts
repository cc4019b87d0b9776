import { connectorNamed } from '../../../connectors/connectors';
import { offloadingOf } from '../../../connectors/offloading/offloadings';
import { connectedPools, pairsOf } from '../../../plan/pools';
import { Release } from '../../../stack/releases';
import { VLLM_BLOCK_SIZE } from '../../language/engine-container';
import { Rule, Violation } from '../../language/rule';

/** Whether the vLLM of a pair has the connector and what the spec says of it. */
export const connectorSettingRules: readonly Rule[] = [
  {
    id: 'PD362',
    title: 'The way of the KV cache was run on real parts',
    severity: 'warning',
    cause:
      'what was read of a connector may be wrong in a way that only a run shows: a pod that does not start, or prompts '
      + 'that decode pods compute again',
    fix: 'run `llmd verify` against the cluster, which counts what arrives, and waive the rule with its result',
    source: 'lib/connectors/: `proof` of each connector and offloading',
    evidence: 'read',
    check: ({ pools, spec }) => [
      ...pools.slice(0, 1).flatMap((pool): Violation[] => {
        if (pool.connector === undefined) return [];
        const { hasRun, proof, title } = connectorNamed(pool.connector);
        return hasRun(pool, pool.modelServer.known?.transfers.measuredSettings ?? [])
          ? []
          : [{ field: spec.connector ? 'connector' : 'fabric', cause: `${title} was not run like this: ${proof}` }];
      }),
      ...pools.flatMap(({ modelServer: { known }, offloading, role }): Violation[] => {
        if (offloading === undefined) return [];
        const { hasRun, proof, title } = offloadingOf(offloading);
        return hasRun(offloading, known?.transfers.measuredTiers ?? [])
          ? []
          : [{ field: `${role}.offloading`, cause: `${title}: ${proof}` }];
      }),
    ],
    example: {
      field: 'connector', fails: { type: 'nixl', backends: ['LIBFABRIC'] },
      passes: { type: 'nixl', leaseSeconds: 120 },
    },
  },
  {
    id: 'PD352',
    title: 'Both roles or none have their KV cache in buffers of the host',
    severity: 'error',
    cause:
      'each role registers its memory of one kind and asks the other for the same kind. Pods of both roles become '
      + 'Ready, and every request fails with 500: `NIXL_ERR_NOT_FOUND`',
    fix: 'set `bufferDevice: \'cpu\'` for both roles, or leave it out',
    source: 'measured on two H100, vLLM 0.27.1, UCX, in both directions; `cpu` in both roles gives the right tokens',
    evidence: 'proven',
    check: plan => pairsOf(plan).flatMap(({ decode, prefill }): Violation[] => {
      const { buffersOnHost } = connectorNamed(decode.connector!);
      const [from, to] = [buffersOnHost(prefill), buffersOnHost(decode)];
      return from === to
        ? []
        : [{
            field: 'connector.bufferDevice',
            cause: `has the cache of ${from ? 'prefill' : 'decode'} pods in the memory of the host, and that of `
              + `${from ? 'decode' : 'prefill'} pods on the device`,
          }];
    }),
    example: {
      field: 'connector',
      fails: { type: 'nixl', bufferDevice: { prefill: 'cpu', decode: 'cuda' } },
      passes: { type: 'nixl', bufferDevice: 'cpu' },
    },
  },
  {
    id: 'PD363',
    title: 'The vLLM has the connector',
    severity: 'error',
    cause: 'an engine exits at start with `Unsupported connector type` for a class that it does not know',
    fix: 'use a release with a newer vLLM, or leave `connector` out, which is NIXL',
    source: 'vLLM 0.11.0, 0.27.1, 0.30.0 and 0.33.0 vllm/distributed/kv_transfer/kv_connector/factory.py',
    evidence: 'read',
    check: plan => connectedPools(plan).flatMap((pool): Violation[] => {
      const { connector, modelServer: { known }, role } = pool;
      if (known === undefined || role !== 'prefill') return [];
      const { kv_connector_module_path: path } = connectorNamed(connector!).transferConfig(pool);
      return path !== undefined || known.transfers.connectors.includes(connector!)
        ? []
        : [{ field: 'connector.type', cause: `vLLM ${known.version} has no ${connector}` }];
    }),
    example: {
      of: 'plan', field: 'prefill.modelServer.known.transfers.connectors', fails: ['MultiConnector'],
      passes: ['NixlConnector'],
    },
  },
  {
    id: 'PD364',
    title: 'The vLLM reads what is said of the connector',
    severity: 'error',
    cause: 'a key that a vLLM does not read is dropped without a word, or the engine exits at start',
    fix: 'leave the field out, or use a release with a newer vLLM',
    source:
      'vLLM 0.11.0, 0.27.1, 0.30.0 and 0.33.0 vllm/config/kv_transfer.py and '
      + 'vllm/distributed/kv_transfer/kv_connector/v1/nixl/',
    evidence: 'read',
    check: plan => connectedPools(plan).flatMap((pool): Violation[] => {
      const { connector, modelServer: { known }, role } = pool;
      if (known === undefined || role !== 'prefill') return [];
      return Object.entries(connectorNamed(connector!).settings(pool))
        .filter(([key]) => !known.transfers.nixlSettings.includes(key))
        .map(([key, field]) => ({ field, cause: `vLLM ${known.version} has no \`${key}\`` }));
    }),
    example: {
      field: 'connector', fails: { type: 'nixl', leaseSeconds: 120 }, passes: { type: 'nixl' },
      given: { release: Release.ROUTER_0_3 }, implies: ['PD362'],
    },
  },
  {
    id: 'PD365',
    title: 'With buffers of the host both roles have one block size',
    severity: 'error',
    cause:
      'what is read into the memory of the host is copied block by block, and a block of another size has no place',
    fix: 'set the same `engine.blockSize` for both roles, or leave `connector.bufferDevice` out',
    source:
      'vLLM 0.27.1 and 0.30.0 vllm/distributed/kv_transfer/kv_connector/v1/nixl/base_worker.py: `Heterogeneous block '
      + 'sizes are not supported with host buffer`',
    evidence: 'read',
    check: plan => pairsOf(plan).flatMap(({ decode, prefill }): Violation[] => {
      const [from, to] = [prefill.engine.blockSize ?? VLLM_BLOCK_SIZE, decode.engine.blockSize ?? VLLM_BLOCK_SIZE];
      return from === to || !connectorNamed(decode.connector!).buffersOnHost(decode)
        ? []
        : [{
            field: 'connector.bufferDevice',
            cause: `is 'cpu' with blocks of ${from} tokens in prefill pods and of ${to} in decode pods`,
          }];
    }),
    example: {
      of: 'plan', field: 'prefill.engine.blockSize', fails: 64, passes: 128,
      given: { connector: { type: 'nixl', bufferDevice: 'cpu' } }, implies: ['PD301'],
    },
  },
];
