import { servingPorts } from '../../../plan/parallelism';
import type { PoolPlan } from '../../../plan/pool-plan';
import { statedPlugins } from '../../../plan/stated-plugins';
import type { Release as LlmDRelease } from '../../../stack/release';
import { Release, releases } from '../../../stack/releases';
import { precisePrefix0100 } from '../../../stack/picker/precise-prefix';
import { Rule } from '../../language/rule';
import { flagsOf } from '../../language/vllm-arguments';

/** Of the fields of an example: a waiver of what is found of any events. */
const unseen = { PD376: 'an example' };

/** Prefixes by what the engines say that they have in their caches. */
export const precisePrefixRules: readonly Rule[] = [
  {
    id: 'PD796',
    title: 'The endpoint picker of the release reads the events of the engines where a spec wants it to',
    severity: 'error',
    cause: 'a picker without an index of the engines\' blocks ends at a plugin that it does not know',
    fix: 'remove `endpointPicker.precisePrefix`, or use a release whose picker has it: Release.ROUTER_0_10',
    source: 'lib/stack/picker/: `precisePrefix` of a version; llm-d-router v0.10.0 '
      + 'pkg/epp/framework/plugins/requestcontrol/dataproducer/preciseprefixcache',
    evidence: 'read',
    check: ({ spec: { endpointPicker: { precisePrefix } = {}, release } }) =>
      precisePrefix !== undefined && release.endpointPicker.precisePrefix === undefined
        ? [{
            field: 'endpointPicker.precisePrefix',
            cause: `the endpoint picker of ${release.name} is not known to read events of engines`,
          }]
        : [],
    example: {
      field: 'endpointPicker.precisePrefix',
      fails: {},
      passes: undefined,
      given: { release: Release.ROUTER_0_3 },
      implies: ['PD797', 'PD376'],
    },
  },
  {
    id: 'PD797',
    title: 'The vLLM of the release turns prompts into tokens without a GPU where the endpoint picker needs tokens',
    severity: 'error',
    cause:
      'without the tokens of the engines the picker counts four bytes as a token, and finds none of the blocks that '
      + 'the engines store',
    fix: 'use a release whose vLLM has `vllm launch render`, or name its image in `tokenizer` of the model server',
    source:
      'llm-d-router v0.10.0 dataproducer/tokenizer/README.md; vLLM 0.27.1 and 0.30.0 vllm/entrypoints/cli/launch.py',
    evidence: 'read',
    check: ({ spec: { endpointPicker: { precisePrefix } = {}, release } }) =>
      precisePrefix !== undefined && release.modelServer.tokenizer === undefined
        ? [{
            field: 'endpointPicker.precisePrefix',
            cause: `the vLLM of ${release.name} is not known to have \`vllm launch render\``,
            fix: `use ${withTokenizer.map(({ name }) => `Release.${name}`).join(' or ')}`,
          }]
        : [],
    example: {
      field: 'endpointPicker.precisePrefix',
      fails: {},
      passes: undefined,
      given: { release: Release.ROUTER_0_3 },
      implies: ['PD796', 'PD376'],
    },
  },
  {
    id: 'PD798',
    title: 'A block of the engines is one or several whole blocks of the index',
    severity: 'error',
    cause:
      'the index cuts the tokens of an event by its own size, and drops what fills no block: of a block of an engine '
      + 'that is shorter nothing is stored',
    fix: 'remove the parameter: it follows from `engine.blockSize`',
    source:
      'llm-d-router v0.10.0 pkg/kvevents/pool.go (processEventBatch: one to one, many to one or one to many) and '
      + 'dataproducer/preciseprefixcache/README.md',
    evidence: 'read',
    check: plan => statedPlugins(plan.spec.endpointPicker ?? {}).flatMap(({ field, plugin: { parameters, type } }) => {
      const own = blockSizeOf(parameters?.tokenProcessorConfig);
      const theirs = plan.pools[0]?.engine.blockSize;
      return type === precisePrefix0100.producer && own !== undefined && theirs !== undefined && theirs % own !== 0
        ? [{
            field: `${field}.parameters.tokenProcessorConfig`,
            cause: `has blocks of ${own} tokens, and the engines have blocks of ${theirs}`,
          }]
        : [];
    }),
    example: {
      field: 'endpointPicker.plugins',
      fails: [{
        type: 'precise-prefix-cache-producer', parameters: { tokenProcessorConfig: { blockSizeTokens: 256 } },
      }],
      passes: [{
        type: 'precise-prefix-cache-producer', parameters: { tokenProcessorConfig: { blockSizeTokens: 16 } },
      }],
      given: { 'release': Release.ROUTER_0_10, 'endpointPicker.precisePrefix': {}, 'waive': unseen },
    },
  },
  {
    id: 'PD799',
    title: 'Engines send the events that an index is made of',
    severity: 'error',
    cause: 'an index that gets no events stays empty: no pod has a prefix, and every request counts as new',
    fix: 'state `endpointPicker.precisePrefix: {}`: flags and ports of the engines follow from it',
    source: 'llm-d-router v0.10.0 dataproducer/preciseprefixcache/README.md; vLLM 0.30.0 vllm/config/kv_events.py',
    evidence: 'read',
    check: (plan) => {
      const { endpointPicker = {}, release } = plan.spec;
      const index = release.endpointPicker.precisePrefix?.producer;
      return endpointPicker.precisePrefix !== undefined || plan.pools.every(sendsEvents)
        ? []
        : statedPlugins(endpointPicker)
            .filter(({ plugin: { type } }) => type === index)
            .map(({ field }) => ({ field: `${field}.type`, cause: 'no engine sends events for this index' }));
    },
    example: {
      field: 'endpointPicker.plugins',
      fails: [{ type: 'precise-prefix-cache-producer' }],
      passes: [{ type: 'session-id-producer' }],
      given: { release: Release.ROUTER_0_10 },
    },
  },
  {
    id: 'PD800',
    title: 'Every name of the model finds the blocks of its prompts',
    severity: 'warning',
    cause:
      'a block is stored under the first name of the model, and looked for under the name of the request: with '
      + 'another one no prefix is found',
    fix: 'serve one name, or let an InferenceModelRewrite turn the others into it',
    source: 'llm-d-router v0.10.0 pkg/kvevents/pool.go (effectiveModelName), preciseprefixcache/blockkeys.go',
    evidence: 'read',
    check: ({ pools: [pool], spec }) =>
      spec.endpointPicker?.precisePrefix === undefined || !pool?.model.aliases
        ? []
        : [{
            field: 'model.servedName',
            cause: `prefixes of requests for ${pool.model.aliases.map(name => `'${name}'`).join(', ')} are not found`,
          }],
    example: {
      field: 'model.servedName',
      fails: ['llama', 'default'],
      passes: 'llama',
      given: { 'release': Release.ROUTER_0_10, 'endpointPicker.precisePrefix': {}, 'waive': unseen },
    },
  },
  {
    id: 'PD801',
    title: 'The name of a model has a place in the topic of its events',
    severity: 'error',
    cause:
      'a topic has three parts between `@`, and the last is the model: with another `@` the picker finds no model in '
      + 'it and stores the blocks under no name',
    fix: 'leave `@` out of `model.servedName`',
    source: 'llm-d-router v0.10.0 pkg/kvevents/engineadapter/common.go, parseTopic',
    evidence: 'read',
    check: ({ pools: [pool], spec }) =>
      spec.endpointPicker?.precisePrefix !== undefined && pool?.model.servedName.includes('@')
        ? [{ field: 'model.servedName', cause: 'has an `@`, and so has the topic of the events between its parts' }]
        : [],
    example: {
      field: 'model.servedName',
      fails: 'llama@2026',
      passes: 'llama-2026',
      given: { 'release': Release.ROUTER_0_10, 'endpointPicker.precisePrefix': {}, 'waive': unseen },
    },
  },
  {
    id: 'PD802',
    title: 'Engines keep prefixes where the endpoint picker looks for them',
    severity: 'error',
    cause: 'an engine without prefix caching computes every prompt anew, wherever it is sent, and sends no events',
    fix: 'remove the flag, or `endpointPicker.precisePrefix`',
    source: 'vLLM 0.27.1 and 0.30.0 vllm/v1/core/block_pool.py: events are those of cached blocks',
    evidence: 'read',
    check: ({ pools, spec }) => spec.endpointPicker?.precisePrefix === undefined
      ? []
      : pools.flatMap(({ extraArgs, role }) => flagsOf(extraArgs)
          .filter(({ name }) => name === '--no-enable-prefix-caching')
          .map(({ index }) => ({ field: `${role}.extraArgs[${index}]`, cause: 'switches prefix caching off' }))),
    example: {
      field: 'decode.extraArgs',
      fails: ['--no-enable-prefix-caching'],
      passes: ['--enable-prefix-caching'],
      given: { 'release': Release.ROUTER_0_10, 'endpointPicker.precisePrefix': {}, 'waive': unseen },
    },
  },
  {
    id: 'PD375',
    title: 'The endpoint picker hears every rank of an engine whose blocks it counts',
    severity: 'error',
    cause:
      'the picker asks each pod on the first port and on one more for each port that takes requests; a rank sends on '
      + 'the first port and its number in the engine. What the others store is never counted',
    fix: 'set `balancing: \'ports\'` and keep the ranks in one pod (`nodes: 1`), or remove `precisePrefix`',
    source:
      'llm-d-router v0.10.0 preciseprefixcache/extractor.go (ensureSubscriber) and pkg/epp/datastore/datastore.go; '
      + 'vLLM 0.27.1 and 0.30.0 vllm/distributed/kv_events.py, offset_endpoint_port',
    evidence: 'read',
    check: ({ pools, spec }) => spec.endpointPicker?.precisePrefix === undefined
      ? []
      : pools.flatMap(({ parallelism, role }) => {
          const heard = servingPorts(parallelism);
          return parallelism.data <= heard
            ? []
            : [{
                field: `${role}.parallelism.${parallelism.balancing === 'ports' ? 'nodes' : 'balancing'}`,
                cause: `the picker hears ${heard} of the ${parallelism.data} ranks`,
              }];
        }),
    example: {
      field: 'decode.parallelism',
      fails: { data: 8, nodes: 1, balancing: 'hybrid' },
      passes: { data: 8, nodes: 1 },
      given: {
        'release': Release.ROUTER_0_10, 'endpointPicker.precisePrefix': {},
        'waive': { PD346: 'an example', ...unseen },
      },
    },
  },
  {
    id: 'PD376',
    title: 'Prefixes were seen to be found by the events of engines',
    severity: 'warning',
    cause:
      'events, ports and parameters follow the sources of the picker and of vLLM; no picker of this version, engine '
      + 'and tokenizer ran together here. Where one does not hear the other, every prompt counts as new',
    fix: 'send a long prompt twice, see that the pod which has it answers both, and waive the rule with that',
    source:
      'llm-d-router v0.10.0 dataproducer/preciseprefixcache; docs/endpoint-picker.md. What vLLM 0.27.1 sends, and on '
      + 'which port of each rank, was measured on two H100 (docs/decisions.md)',
    evidence: 'read',
    check: ({ spec: { endpointPicker: { precisePrefix } = {} } }) => precisePrefix === undefined
      ? []
      : [{
          field: 'endpointPicker.precisePrefix',
          cause: 'events of engines, the index of the picker and the tokenizer were not run together',
        }],
    example: {
      field: 'endpointPicker.precisePrefix',
      fails: {},
      passes: undefined,
      given: { release: Release.ROUTER_0_10 },
    },
  },
];

const withTokenizer = (releases as readonly LlmDRelease[]).filter(({ modelServer }) => modelServer.tokenizer);

function blockSizeOf(config: unknown): number | undefined {
  return typeof config === 'object' && config !== null && 'blockSizeTokens' in config
    && typeof config.blockSizeTokens === 'number'
    ? config.blockSizeTokens
    : undefined;
}

/** Whether the user makes the engines of a role send events by a flag. */
function sendsEvents({ extraArgs }: PoolPlan): boolean {
  return flagsOf(extraArgs).some(({ name }) => name === '--kv-events-config');
}
