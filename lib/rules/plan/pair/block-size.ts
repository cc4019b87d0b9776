import type { RuleText } from '../../language/rule';

/** Both roles of a pair have one block size. Two checks are of this rule: of a plan, and of the objects of an app. */
export const blockSizeRule = {
  id: 'PD301',
  title: 'Prefill and decode have the same block size',
  severity: 'error',
  cause:
    'blocks are copied whole. Pods of both roles become Ready. If the block size of decode pods is a multiple '
    + 'of that of prefill pods, answers have status 200 '
    + 'and wrong text, which no metric and no log shows; otherwise every request fails with 500',
  fix: 'set the same `engine.blockSize` for both roles',
  source:
    'measured on two H100, vLLM 0.27.1: with 64 and 128, 32 and 128, 32 and 64, 16 and 64, 16 and 32 none of 8 '
    + 'tokens is right, with 128 and 64 or 32 requests fail; with '
    + 'latent attention (MLA) 64 and 128 give the right tokens, 128 and 64 fail; '
    + 'vLLM 0.11.0 vllm/distributed/kv_transfer/kv_connector/v1/nixl_connector.py:1006; vllm-project/vllm#42895',
  evidence: 'proven',
  example: { of: 'plan', field: 'prefill.engine.blockSize', fails: 64, passes: 128 },
} as const satisfies RuleText;

/** What a decode pod does with blocks of another size, in tokens. */
export function unequalBlocks(prefill: number, decode: number): string {
  return decode % prefill === 0
    ? 'vLLM 0.27.1 answers with status 200 and wrong text, vLLM 0.11 fails'
    : 'every request fails with status 500';
}
