import type { ModelServerPoolProps } from '../../plan/model-server-pool-props';
import { ranksOfPod } from '../../plan/parallelism';
import { supervisorPort } from '../../plan/ports';
import type { FlagValue } from './flag-value';

/** The flags of an engine with data-parallel ranks; `undefined` where it has one. */
export function rankFlags(
  { enginePort, parallelism }: Pick<ModelServerPoolProps, 'enginePort' | 'parallelism'>,
): Record<string, FlagValue> {
  const { balancing, data, expert, nodes } = parallelism;
  const ports = balancing === 'ports';
  return {
    '--data-parallel-size': data > 1 ? data : undefined,
    '--data-parallel-size-local': data > 1 ? ranksOfPod(parallelism) : undefined,
    '--data-parallel-multi-port-external-lb': ports,
    // It answers for all ranks of the pod: ready when each is (vLLM 0.33.0
    // `vllm/entrypoints/launchers/dp_supervisor.py`).
    '--data-parallel-supervisor-port': ports ? supervisorPort(enginePort) : undefined,
    // In one pod it is the same as without.
    '--data-parallel-hybrid-lb': balancing === 'hybrid' && nodes > 1,
    '--enable-expert-parallel': expert,
  };
}
