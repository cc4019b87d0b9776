import { deviceNamed } from '../../../devices/devices';
import { nameAndTag } from '../../../stack/component-version';
import { knownVersions, Release } from '../../../stack/releases';
import type { PoolPlan } from '../../../plan/pool-plan';
import { pairsOf } from '../../../plan/pools';
import { blockSizeRule, unequalBlocks } from './block-size';
import { contextParallelRules } from './context-parallel';
import { tensorRules } from './tensor';
import { VLLM_BLOCK_SIZE } from '../../language/engine-container';
import type { Example } from '../../language/example';
import { Rule, Violation } from '../../language/rule';

/** What prefill and decode must have in common, or may not, for KV cache to be handed over. */
export const pairRules: readonly Rule[] = [
  {
    ...blockSizeRule,
    check: plan =>
      pairsOf(plan).flatMap(({ prefill, decode }) => {
        const [from, to] = [prefill.engine.blockSize ?? VLLM_BLOCK_SIZE, decode.engine.blockSize ?? VLLM_BLOCK_SIZE];
        return from === to
          ? []
          : [
              {
                field: 'engine.blockSize',
                cause:
                  `prefill pods have blocks of ${from} tokens and decode pods have blocks of ${to}: `
                  + `${unequalBlocks(from, to)}`,
              },
            ];
      }),
  },
  differing(
    'PD302',
    'Prefill and decode compute in the same precision',
    'engine.dtype',
    ({ engine: { dtype = 'auto', quantization } }) => (quantization ? `${dtype} in ${quantization}` : dtype),
    'the two engines compare the precision before the first transfer, and cannot use the cache of another precision',
    { of: 'plan', field: 'prefill.engine.dtype', fails: 'float16', passes: undefined, implies: ['PD131'] },
  ),
  differing(
    'PD303',
    'Prefill and decode keep KV cache in the same precision',
    'engine.kvCacheDtype',
    ({ engine }) => engine.kvCacheDtype ?? 'auto',
    'the values are copied byte by byte; in another precision the same bytes are other values',
    { of: 'plan', field: 'prefill.engine.kvCacheDtype', fails: 'fp8', passes: 'auto' },
  ),
  differing(
    'PD304',
    'Prefill and decode load the model by the same name',
    'model.uri',
    ({ model }) => model.repository,
    'the two engines compare the name and not the weights: a path in one role and a repository in the other '
    + 'count as two models',
    { of: 'plan', field: 'prefill.model.repository', fails: '/models/qwen', passes: 'openai/gpt-oss-120b' },
  ),
  {
    ...differing(
      'PD305',
      'Prefill and decode load the same revision of the model',
      'model.revision',
      ({ model }) => model.revision ?? 'the main branch',
      'the engines do not compare the revision: if it differs, decode continues a prompt that other weights '
      + 'computed, and no message shows it',
      { of: 'plan', field: 'prefill.model.revision', fails: 'v2', passes: undefined },
    ),
    source: 'vllm-project/vllm PR 55776 (open): the compatibility hash does not cover the revision',
    evidence: 'issue',
  },
  differing(
    'PD306',
    'Prefill and decode run the same image, or images of one version for their devices',
    'release',
    engineImage,
    'the two engines compare the versions of vLLM and of its NIXL connector, and another version may have '
    + 'another cache format',
    {
      of: 'plan',
      field: 'prefill.modelServer.image',
      fails: 'docker.io/vllm/vllm-openai:v0.26.0',
      passes: Release.ROUTER_0_10.modelServer.image,
    },
  ),
  {
    ...differing(
      'PD307',
      'Prefill and decode serve the model under the same name',
      'model.servedName',
      ({ model: { aliases = [], servedName } }) => [servedName, ...aliases].join(', '),
      'the routing proxy sends the caller\'s request, with its `model`, to a prefill pod first; a pod that does '
      + 'not know the name answers 404',
      { of: 'plan', field: 'prefill.model.servedName', fails: 'qwen', passes: 'openai/gpt-oss-120b' },
    ),
    source: 'llm-d-routing-sidecar v0.3.0 pkg/proxy connector_nixlv2.go',
  },
  {
    ...differing(
      'PD308',
      'Prefill and decode accept prompts of the same length',
      'engine.maxModelLen',
      ({ engine }) => String(engine.maxModelLen ?? 'the model\'s own'),
      'the role with the shorter length refuses requests that the other role accepts, after the work was done',
      { of: 'plan', field: 'prefill.engine.maxModelLen', fails: 4096, passes: undefined },
    ),
    source: 'vLLM 0.27.1 vllm/v1/engine/input_processor.py refuses prompts above max_model_len',
  },
  ...tensorRules,
  ...contextParallelRules,
  {
    id: 'PD310',
    title: 'Prefill produces KV cache and decode consumes it',
    severity: 'warning',
    cause:
      'the connector gets its role at start, and vLLM is tested with these two only; a decode pod that was '
      + '`kv_producer` fetched its KV cache all the same, a prefill pod that is `kv_consumer` was not tried',
    fix:
      'set `kvRole: { prefill: \'kv_producer\', decode: \'kv_consumer\' }` in the release, or `kv_both` if vLLM is '
      + 'older than 0.24',
    source: 'vLLM 0.27.1 vllm/config/kv_transfer.py: KVProducer and KVConsumer; measured with 0.27.1 on two H100',
    evidence: 'read',
    check: plan =>
      pairsOf(plan).flatMap(({ prefill, decode }) => [
        ...(prefill.modelServer.kvRole.prefill === 'kv_consumer'
          ? [
              {
                field: 'release.modelServer.kvRole.prefill',
                cause: 'a prefill pod is `kv_consumer`',
              },
            ]
          : []),
        ...(decode.modelServer.kvRole.decode === 'kv_producer'
          ? [
              {
                field: 'release.modelServer.kvRole.decode',
                cause: 'a decode pod is `kv_producer`',
              },
            ]
          : []),
      ]),
    example: { field: 'release.modelServer.kvRole.decode', fails: 'kv_producer', passes: 'kv_consumer' },
  },
  {
    id: 'PD311',
    title: 'The roles of the connector are those that the vLLM version recommends',
    severity: 'warning',
    cause:
      '`kv_both` is deprecated for a pair from vLLM 0.24 on: a pod then keeps state that only the other role needs',
    fix: 'set `kvRole: { prefill: \'kv_producer\', decode: \'kv_consumer\' }` in the release',
    source: 'vLLM 0.33 vllm/distributed/kv_transfer/kv_connector/v1/nixl/connector.py:93-133',
    evidence: 'read',
    check: plan =>
      pairsOf(plan).flatMap(({ decode: { modelServer } }) =>
        modelServer.known?.kvBothDeprecated
          ? (['prefill', 'decode'] as const)
              .filter(role => modelServer.kvRole[role] === 'kv_both')
              .map(role => ({
                field: `release.modelServer.kvRole.${role}`,
                cause: `\`kv_both\` is deprecated in vLLM ${modelServer.known?.version}`,
              }))
          : [],
      ),
    example: { field: 'release.modelServer.kvRole.decode', fails: 'kv_both', passes: 'kv_consumer' },
  },
  {
    id: 'PD312',
    title: 'A failed transfer is an error, if the vLLM version supports it',
    severity: 'warning',
    cause:
      'with `recompute` the decode pod itself computes a prompt whose cache did not arrive: every request then '
      + 'costs as much as without '
      + 'prefill pods, and no error shows that they are not used',
    fix: 'set `kvLoadFailurePolicy: \'fail\'` for vLLM 0.15 and later, and remove it for older versions',
    source:
      'vLLM 0.27.1 vllm/config/kv_transfer.py:69; vLLM 0.11.0 has no such key and drops it in silence; '
      + 'vllm-project/vllm#26896',
    evidence: 'read',
    check: plan =>
      pairsOf(plan).flatMap(({ decode: { modelServer } }): Violation[] => {
        const { known } = modelServer;
        const policy = modelServer.kvLoadFailurePolicy;
        const field = 'release.modelServer.kvLoadFailurePolicy';
        if (!known) return [];
        if (!known.readsKvLoadFailurePolicy)
          return policy === undefined
            ? []
            : [{ field, cause: `vLLM ${known.version} has no such setting and ignores '${policy}'` }];
        return policy === 'recompute' ? [{ field, cause: '\'recompute\' hides that no KV cache arrives' }] : [];
      }),
    example: { field: 'release.modelServer.kvLoadFailurePolicy', fails: 'recompute', passes: 'fail' },
  },
];

/**
 * A rule of the plan: something that is stated once in the spec is the same in both roles. Only a plan that was changed
 * by hand breaks it.
 */
function differing(
  id: Rule['id'], title: string, field: string,
  value: (pool: PoolPlan) => string,
  cause: string, example: Example,
): Rule {
  return {
    id,
    title,
    cause,
    severity: 'error',
    fix: 'use the same value in both roles',
    source:
      'vLLM 0.27.1 vllm/distributed/kv_transfer/kv_connector/v1/nixl/metadata.py, '
      + 'compute_nixl_compatibility_hash; vllm-project/vllm PR 29503',
    evidence: 'read',
    check: plan =>
      pairsOf(plan).flatMap(({ prefill, decode }) =>
        value(prefill) === value(decode)
          ? []
          : [{ field, cause: `prefill pods have ${value(prefill)} and decode pods have ${value(decode)}` }],
      ),
    example,
  };
}

/** The version of an image that a release or a device names; any other image as it is. */
function engineImage({ device, modelServer: { image, known } }: PoolPlan): string {
  const version = known?.version ?? '';
  const { images = {} } = deviceNamed(device);
  const named = [...knownVersions.modelServer.map(release => release.image), ...Object.values(images)];
  return named.some(other => nameAndTag(other) === nameAndTag(image)) && nameAndTag(image).includes(version)
    ? `an image of vLLM ${version}`
    : image;
}
