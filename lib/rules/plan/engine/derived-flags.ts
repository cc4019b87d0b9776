import type { Role } from '../../../spec/role';

/**
 * What to write in place of a flag that is derived; nothing for a flag that is not in the table.
 *
 * @param role of the engine that has the flag
 */
export function insteadOf(flag: string, role: Role): string | undefined {
  const field = fieldOf(flag, role);
  if (field !== undefined) return `set \`${field}\``;
  return fixed[flag];
}

/** The field that a flag is derived from, if one is. */
export function fieldOf(flag: string, role: Role): string | undefined {
  return fields[flag]?.replace('<role>', role);
}

/** The field that each flag is derived from. */
const fields: Readonly<Partial<Record<string, string>>> = {
  '--model': 'model.uri',
  '--model-tag': 'model.uri',
  '--served-model-name': 'model.servedName',
  '--revision': 'model.revision',
  '--max-model-len': 'engine.maxModelLen',
  '--block-size': 'engine.blockSize',
  '--speculative-config': 'engine.speculation',
  '--dtype': 'engine.dtype',
  '--kv-cache-dtype': 'engine.kvCacheDtype',
  '--quantization': 'engine.quantization',
  '--attention-backend': 'engine.attentionBackend',
  '--disable-sliding-window': 'engine.slidingWindow',
  '--tensor-parallel-size': '<role>.parallelism.tensor',
  '--pipeline-parallel-size': '<role>.parallelism.pipeline',
  '--all2all-backend': '<role>.engine.experts.allToAll',
  '--moe-backend': '<role>.engine.experts.backend',
  '--enable-dbo': '<role>.engine.experts.overlap',
  '--dbo-decode-token-threshold': '<role>.engine.experts.overlap.decodeTokens',
  '--dbo-prefill-token-threshold': '<role>.engine.experts.overlap.prefillTokens',
  '--enable-eplb': '<role>.engine.experts.rebalance',
  '--eplb-config': '<role>.engine.experts.rebalance',
  '--nnodes': '<role>.parallelism.nodes',
  '--node-rank': '<role>.parallelism.nodes',
  '--master-addr': '<role>.parallelism.nodes',
  '--headless': '<role>.parallelism.balancing',
  '--data-parallel-address': '<role>.parallelism.nodes',
  '--data-parallel-rpc-port': '<role>.parallelism.nodes',
  '--enable-expert-parallel': '<role>.parallelism.expert',
  '--data-parallel-size': '<role>.parallelism.data',
  '--data-parallel-size-local': '<role>.parallelism.nodes',
  '--data-parallel-multi-port-external-lb': '<role>.parallelism.balancing',
  '--data-parallel-hybrid-lb': '<role>.parallelism.balancing',
  '--gpu-memory-utilization': '<role>.engine.gpuMemoryUtilization',
  '--max-num-seqs': '<role>.engine.maxNumSeqs',
  '--max-num-batched-tokens': '<role>.engine.maxNumBatchedTokens',
  '--enforce-eager': '<role>.engine.enforceEager',
  '--shutdown-timeout': 'drainSeconds',
};

/** Flags that no field changes. */
const fixed: Readonly<Partial<Record<string, string>>> = {
  '--data-parallel-supervisor-port': 'remove it: the ports are fixed, so that probes find the supervisor',
  '--port': 'remove it: the ports are fixed, so that gateway, routing proxy and probes agree',
  '--kv-transfer-config': 'remove it, and say it with `connector`',
  '--disable-uvicorn-access-log': 'remove it: it is always set',
};
