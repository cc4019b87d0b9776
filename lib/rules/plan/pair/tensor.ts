import { modelName } from '../../language/model-name';
import { pairsOf, type PoolPair } from '../../../plan/pools';
import { Rule, Violation } from '../../language/rule';

/** The tensor-parallel GPUs of both roles, between which KV cache is split again. */
export const tensorRules: readonly Rule[] = [
  {
    id: 'PD309',
    title: 'Tensor parallelism of one role is a multiple of the other, in a direction that vLLM can re-shard',
    severity: 'error',
    cause:
      'each decode GPU reads its heads from whole prefill GPUs, or each prefill GPU writes to whole decode '
      + 'GPUs if the version supports that, and not every version knows GPUs that hold a copy of a head; '
      + 'otherwise pods become Ready, and the first transfer ends the engine with an assertion',
    fix: 'set the same `tensor` for both roles, or for decode a multiple of that of prefill',
    source:
      'vLLM 0.11.0 nixl_connector.py:968 (`Decode TP cannot be smaller than prefill TP`) and 1000 (`Remote P worker KV '
      + 'layer cache must be of shape`); vLLM 0.27.1 '
      + 'nixl/base_worker.py:1715; vllm-project/vllm#43523 and #45330; measured on two H100, vLLM 0.27.1: with one '
      + 'KV head and 2 and 1 GPUs every request fails with 500 (`AssertionError`)',
    evidence: 'read',
    check: plan => pairsOf(plan).flatMap(resharding),
    example: {
      field: 'decode.parallelism',
      fails: { tensor: 3 },
      passes: { tensor: 2 },
      given: { 'prefill.parallelism': { tensor: 2 } },
      implies: ['PD106'],
    },
  },
  {
    id: 'PD323',
    title: 'Different tensor parallelism of both roles was measured',
    severity: 'warning',
    cause:
      'each GPU then reads a part of the cache of another, or parts of several. Where vLLM refuses nothing and nobody '
      + 'compared the answers, they may be wrong with status 200, as they are with unequal block sizes',
    fix:
      'use the same `tensor` in both roles; or compare answers of the pair with those of one engine, and waive the '
      + 'rule with the result',
    source:
      'measured on two H100, vLLM 0.27.1: 1 and 2, 2 and 1 GPUs give the right tokens with Llama 3.1 8B and with '
      + 'latent attention, 1 and 2 with one KV head too; read in vLLM '
      + '0.27.1, 0.30.0 and 0.33.0 vllm/distributed/kv_transfer/kv_connector/v1/nixl/tp_mapping.py',
    evidence: 'read',
    check: plan => pairsOf(plan).flatMap(pair => resharding(pair).length > 0 ? [] : unmeasured(pair)),
    example: {
      field: 'decode.parallelism',
      fails: { tensor: 4 },
      passes: { tensor: 2 },
      given: { 'prefill.parallelism': { tensor: 1 }, 'model.uri': 'hf://Qwen/Qwen3-32B' },
      implies: ['PD508'],
    },
  },
];

function resharding({ prefill, decode }: PoolPair): Violation[] {
  const [from, to] = [prefill.parallelism.tensor, decode.parallelism.tensor];
  const { known } = decode.modelServer;
  // Sizes that are no numbers have their own rule.
  if (from === to || !known || !(from >= 1 && to >= 1)) return [];
  const violation = (cause: string) => [{ field: 'decode.parallelism.tensor', cause }];
  if (Math.max(from, to) % Math.min(from, to) !== 0)
    return violation(`${to} GPUs of a decode pod and ${from} of a prefill pod are not multiples of each other`);
  const { facts: model } = decode.model;
  const heads = model === undefined || model.attention === 'mla' ? undefined : model.kvHeads;
  if (to > from) {
    return !known.readsForRepeatedHeads && heads !== undefined && from < heads && to > heads
      ? [{
          field: 'decode.parallelism.tensor',
          cause:
            `${to} GPUs of a decode pod hold copies of the ${heads} KV heads of ${modelName(decode.model)}, which vLLM `
            + `${known.version} cannot read from ${from} GPUs of a prefill pod`,
          fix: `set \`tensor\` of decode to at most ${heads}, or the same \`tensor\` for both roles`,
        }]
      : [];
  }
  if (known.moreTensorParallel === 'decode')
    return violation(
      `vLLM ${known.version} cannot transfer KV cache from ${from} GPUs of a prefill pod to ${to} of a decode pod`,
    );
  return heads !== undefined && from > heads
    ? violation(
        `${from} GPUs of a prefill pod repeat the ${heads} KV heads of ${modelName(decode.model)}, `
        + `which ${to} GPUs of a decode pod cannot read`,
      )
    : [];
}

function unmeasured({ prefill, decode }: PoolPair): Violation[] {
  const [from, to] = [prefill.parallelism.tensor, decode.parallelism.tensor];
  const { known } = decode.modelServer;
  if (from === to || !known || !(from >= 1 && to >= 1)) return [];
  const sizes = `${from} tensor-parallel in a prefill pod and ${to} in a decode pod`;
  const measured = known.measuredTensorPairs;
  const list = measured.map(pair => `${pair.prefill} and ${pair.decode}`).join(', ') || 'none but equal sizes';
  const { facts: model } = decode.model;
  const same = measured.find(pair => pair.prefill === from && pair.decode === to);
  if (same === undefined)
    return [{
      field: 'decode.parallelism.tensor',
      cause: `${sizes}: not measured with vLLM ${known.version}, where measured sizes are: ${list}`,
    }];
  if (model === undefined) return [];
  const repeated = model.attention !== 'mla' && Math.max(from, to) > model.kvHeads;
  return same.attention.includes(model.attention) && (same.repeatedHeads || !repeated)
    ? []
    : [{
        field: 'decode.parallelism.tensor',
        cause: `${sizes}: measured with other models, not measured with ${attention(model)} of `
          + modelName(decode.model),
      }];
}

function attention({ attention, kvHeads }: { readonly attention: string; readonly kvHeads: number }): string {
  return attention === 'gqa' ? `the ${kvHeads} KV heads` : `the attention (\`${attention}\`)`;
}
