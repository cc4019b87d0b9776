import type { Architecture } from './architecture';
import { deepseekV3 } from './deepseek';
import { mistral } from './mistral';
import { qwen2, qwen3 } from './qwen';
import { qwen3Moe } from './qwen-moe';

/**
 * Models whose language model is one of the others, beside an image encoder that has no formula here: the size of the
 * files must be given. The language model is in `text_config`, or, in older files of Qwen, beside the encoder.
 *
 * Source: transformers v4.57.1 `src/transformers/models/{qwen2_vl,qwen2_5_vl,qwen3_vl,qwen3_vl_moe,mistral3}/`
 * `configuration_*.py`, v5.24.0 `kimi_k25/configuration_kimi_k25.py`.
 */
export const withEncoder: readonly Architecture[] = [
  encoded('qwen2_vl', qwen2),
  encoded('qwen2_5_vl', qwen2),
  encoded('qwen3_vl', qwen3),
  encoded('qwen3_vl_moe', qwen3Moe),
  encoded('mistral3', mistral),
  encoded('kimi_k25', deepseekV3),
];

function encoded(modelType: string, language: Architecture): Architecture {
  return {
    modelType,
    ...(language.positions !== undefined && { positions: language.positions }),
    read: config => ({ ...language.read(config), encoder: true }),
  };
}
