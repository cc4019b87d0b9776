import { InferencePlan, Release } from '../../lib';
import { vllmArgs } from '../../lib/constructs/serving/vllm-args';
import type { PoolPlan } from '../../lib/plan/pool-plan';
import { knownVersions } from '../../lib/stack/releases';

/** A release whose engine has a version: one of the library, or the newest with the vLLM of that version. */
export function releaseWith(version: string): Release {
  const found = Object.values(Release).find(({ modelServer }) => modelServer.known?.version === version);
  if (found) return found;
  const modelServer = knownVersions.modelServer.find(({ known }) => known?.version === version);
  if (!modelServer) throw new Error(`vLLM ${version} is not known`);
  return { ...Release.LLM_D_0_10, modelServer };
}

/** The arguments of `vllm serve` of each pool. */
export function argumentLists(plan: InferencePlan): readonly { readonly pool: PoolPlan; readonly list: string[] }[] {
  return plan.pools.map(pool => (
    { pool, list: vllmArgs({ ...pool, modelCache: { name: 'model-cache' } }).map(written) }
  ));
}

/** What the kubelet makes of the variables of a group of pods, in its first pod. */
function written(argument: string): string {
  return argument.replace('$(LWS_WORKER_INDEX)', '0').replace('$(LWS_LEADER_ADDRESS)', 'localhost');
}
