import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferencePlan, Release } from '../../lib';
import { vllmArgs } from '../../lib/constructs/serving/vllm-args';
import type { PoolPlan } from '../../lib/plan/pool-plan';
import { readTable } from '../../lib/stack/vllm/flags/command-line';

/** A release whose engine has a version: one of the library, or the newest with the command line of that version. */
export function releaseWith(version: string): Release {
  const found = Object.values(Release).find(({ modelServer }) => modelServer.known?.version === version);
  if (found) return found;
  const file = `../../lib/stack/vllm/flags/v${version.replaceAll('.', '-')}.json`;
  const table = readTable(JSON.parse(readFileSync(join(__dirname, file), 'utf8')) as Parameters<typeof readTable>[0]);
  const { modelServer } = Release.LLM_D_0_10;
  return {
    ...Release.LLM_D_0_10,
    modelServer: { ...modelServer, known: { ...modelServer.known, ...table, version } },
  };
}

/** The arguments of `vllm serve` of each pool. */
export function argumentLists(plan: InferencePlan): readonly { readonly pool: PoolPlan; readonly list: string[] }[] {
  return plan.pools.map(pool => ({ pool, list: vllmArgs({ ...pool, modelCache: { name: 'model-cache' } }) }));
}
