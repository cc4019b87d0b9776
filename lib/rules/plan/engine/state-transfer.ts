import { connectorNamed } from '../../../connectors/connectors';
import { connectedPools } from '../../../plan/pools';
import { givenModel } from '../../language/example';
import { modelName } from '../../language/model-name';
import { Rule, Violation } from '../../language/rule';

/** Models whose layers keep a state, which is no KV cache. */
export const stateTransferRules: readonly Rule[] = [
  {
    id: 'PD224',
    title: 'The connector moves the state of a model that keeps one',
    severity: 'error',
    cause:
      'layers of Mamba and linear attention keep a state instead of every token. Older NIXL connectors do not move it, '
      + 'newer ones only in one layout, and the engine exits at start',
    fix: 'use a release with a newer vLLM, or a model of another kind',
    source:
      'vLLM 0.11.0 vllm/v1/core/kv_cache_utils.py:1096 (seen in ai-dynamo/dynamo#10741); vLLM 0.27.1 '
      + 'vllm/distributed/kv_transfer/kv_connector/v1/nixl/base_worker.py:316. Measured on two H100, '
      + 'vLLM 0.27.1, a small model of the architecture of Qwen3-Next: without the variable the engine exits at start, '
      + 'with it 1 and 1, 2 and 2 GPUs give the right tokens',
    evidence: 'proven',
    holdsFor: 'models whose facts are known',
    check: plan => connectedPools(plan).flatMap((pool): Violation[] => {
      const { connector = '', extraEnv, model, modelServer: { known }, role } = pool;
      const needs = known?.stateTransfer;
      if (model.facts?.attention !== 'mamba' || !needs || connectorNamed(connector).movesState) return [];
      const what = `${modelName(model)} keeps a state in some of its layers`;
      if ('impossible' in needs) {
        // Both roles have the model.
        return role === 'prefill'
          ? [{ field: 'release', cause: `${what}, which vLLM ${known.version} cannot move: ${needs.impossible}` }]
          : [];
      }
      return Object.entries(needs.environment)
        .filter(([name, value]) => extraEnv[name] !== value)
        .map(([name, value]) => ({
          field: `${role}.extraEnv.${name}`,
          cause: `${what}, which vLLM ${known.version} moves only with \`${name}=${value}\``,
          fix: `set \`extraEnv: { ${name}: '${value}' }\` in both roles`,
        }));
    }),
    example: {
      field: 'decode.extraEnv',
      fails: undefined,
      passes: { VLLM_SSM_CONV_STATE_LAYOUT: 'DS' },
      given: {
        ...givenModel('Qwen/Qwen3-Next-80B-A3B-Instruct'),
        'prefill.extraEnv': { VLLM_SSM_CONV_STATE_LAYOUT: 'DS' },
      },
      implies: ['PD626'],
    },
  },
];
