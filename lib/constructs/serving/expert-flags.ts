import type { RoleEngineSpec } from '../../spec/engine';
import type { FlagValue } from './flag-value';

/** The flags of what the spec says of experts; elsewhere a flag of the user's own may say it. */
export function expertFlags({ experts }: RoleEngineSpec): Record<string, FlagValue> {
  if (experts === undefined) return {};
  const { allToAll, backend, overlap, rebalance } = experts;
  return {
    ...(allToAll !== undefined && { '--all2all-backend': allToAll }),
    ...(backend !== undefined && { '--moe-backend': backend }),
    ...(overlap && {
      '--enable-dbo': true,
      '--dbo-decode-token-threshold': overlap.decodeTokens,
      '--dbo-prefill-token-threshold': overlap.prefillTokens,
    }),
    ...(rebalance && {
      '--enable-eplb': true,
      '--eplb-config': JSON.stringify({
        num_redundant_experts: rebalance.redundant,
        window_size: rebalance.windowSteps,
        step_interval: rebalance.intervalSteps,
      }),
    }),
  };
}
