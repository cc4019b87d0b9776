import type { ModelServerPoolProps } from '../../plan/model-server-pool-props';
import { leaderServes, ranksOfPod } from '../../plan/parallelism';
import { supervisorPort } from '../../plan/ports';
import type { FlagValue } from './flag-value';

/** On which the ranks of all pods meet: that of llm-d/llm-d guides/wide-ep-lws of 2026-08-14. */
const RPC_PORT = 5555;

/**
 * The flags of an engine with data-parallel ranks, or of one in several pods; `undefined` where it has one of each.
 * `LWS_LEADER_ADDRESS` and `LWS_WORKER_INDEX` are in the environment of the pods of a LeaderWorkerSet.
 */
export function rankFlags(
  { enginePort, parallelism }: Pick<ModelServerPoolProps, 'enginePort' | 'parallelism'>, place?: 'worker',
): Record<string, FlagValue> {
  const { balancing, data, expert, nodes } = parallelism;
  const [ports, split] = [balancing === 'ports', nodes > 1 && data === 1];
  return {
    '--data-parallel-size': data > 1 ? data : undefined,
    '--data-parallel-size-local': data > 1 ? ranksOfPod(parallelism) : undefined,
    '--data-parallel-multi-port-external-lb': ports,
    // It answers for all ranks of the pod: ready when each is (vLLM 0.33.0
    // `vllm/entrypoints/launchers/dp_supervisor.py`).
    '--data-parallel-supervisor-port': ports ? supervisorPort(enginePort) : undefined,
    // In one pod it is the same as without.
    '--data-parallel-hybrid-lb': balancing === 'hybrid' && nodes > 1,
    '--data-parallel-address': data > 1 && nodes > 1 ? '$(LWS_LEADER_ADDRESS)' : undefined,
    '--data-parallel-rpc-port': data > 1 && nodes > 1 ? RPC_PORT : undefined,
    '--nnodes': split ? nodes : undefined,
    '--node-rank': split ? '$(LWS_WORKER_INDEX)' : undefined,
    '--master-addr': split ? '$(LWS_LEADER_ADDRESS)' : undefined,
    '--headless': place === 'worker' && leaderServes(parallelism),
    '--enable-expert-parallel': expert,
  };
}
