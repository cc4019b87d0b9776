import type { PoolPlan } from '../../../plan/pool-plan';
import type { Precision } from '../../../stack/vllm/values/precisions';
import { modelName } from '../../language/model-name';
import { Rule, Violation } from '../../language/rule';

/** The precision of the engine against the method by which its weights are quantized. */
export const precisionRules: readonly Rule[] = [
  {
    id: 'PD131',
    title: 'The method of quantization computes in the precision of `engine.dtype`',
    severity: 'error',
    cause:
      'each method computes in some precisions only, and vLLM exits with `... is not supported for quantization '
      + 'method ...` at start with another',
    fix: 'remove `engine.dtype`: vLLM takes the precision of the model\'s files',
    source:
      'vLLM 0.11.0, 0.27.1, 0.30.0 and 0.33.0 vllm/config/vllm.py, _get_quantization_config: '
      + 'get_supported_act_dtypes of each method (lib/stack/vllm/values/)',
    evidence: 'proven',
    // The roles share these values, and the vLLM.
    check: ({ pools }) => pools.slice(0, 1).flatMap((pool): Violation[] => {
      const { engine: { dtype }, model, modelServer: { known } } = pool;
      const precision = dtype === undefined ? undefined : precisions.get(dtype);
      const methods = methodsOf(pool);
      if (precision === undefined || !known || methods.length === 0) return [];
      const taken = methods.map(method => known.engineValues.precisions?.[method]);
      // A method that was not read may take it.
      if (taken.some(listed => listed?.includes(precision) ?? true)) return [];
      const all = [...new Set(taken.flatMap(listed => listed ?? []))];
      return [{
        field: 'engine.dtype',
        cause:
          `vLLM ${known.version} computes ${modelName(model)}, whose weights are in \`${methods[0]!}\`, in `
          + `${all.join(' or ')} only, got '${dtype!}'`,
        fix: `set \`engine.dtype\` to ${all.map(one => `'${one}'`).join(' or ')}, or remove it`,
      }];
    }),
    example: { field: 'engine.dtype', fails: 'float32', passes: 'bfloat16' },
  },
];

/** The precisions by all their names in `--dtype`; `auto` is that of the files. */
const precisions: ReadonlyMap<string, Precision> = new Map<string, Precision>([
  ['bfloat16', 'bfloat16'], ['float16', 'float16'], ['half', 'float16'], ['float32', 'float32'], ['float', 'float32'],
]);

/** The methods of which vLLM uses one: that of the spec, or those that load the model's files. */
function methodsOf(
  { engine: { quantization }, model: { facts }, modelServer: { known } }: PoolPlan,
): readonly string[] {
  const files = facts?.quantization;
  const taken = files === undefined ? undefined : known?.engineValues.quantizedFiles?.[files];
  // vLLM loads these files by their own method, whatever the spec says.
  if (files !== undefined && taken === 'dropped') return [files];
  if (quantization !== undefined) return [quantization];
  return taken === undefined || taken === 'dropped' ? [] : taken;
}
