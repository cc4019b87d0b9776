import type { ModelServerPoolProps } from '../../plan/model-server-pool-props';
import { ranksOfPod } from '../../plan/parallelism';

/**
 * What the arguments are given to. The number of a pod's first rank follows from the number of the pod in its group,
 * which Kubernetes puts into an argument but does not multiply: a shell does.
 */
export function vllmCommand({ parallelism }: Pick<ModelServerPoolProps, 'parallelism'>): string[] {
  if (parallelism.nodes === 1 || parallelism.data === 1) return ['vllm', 'serve'];
  const rank = `$((LWS_WORKER_INDEX * ${ranksOfPod(parallelism)}))`;
  return ['/bin/sh', '-c', `exec vllm serve "$@" --data-parallel-start-rank=${rank}`, 'vllm'];
}
