import type { Architecture } from './architecture';
import { deepseekV2, deepseekV3 } from './deepseek';
import { gemma2, gemma3, gemma3Text } from './gemma';
import { glm4, glm4Moe } from './glm4';
import { gptOss } from './gpt-oss';
import { llama } from './llama';
import { mistral } from './mistral';
import { mixtral } from './mixtral';
import { olmo2 } from './olmo2';
import { phi3 } from './phi3';
import { qwen2, qwen3 } from './qwen';
import { qwen2Moe, qwen3Moe } from './qwen-moe';

/** The architectures whose `config.json` this library reads. */
export const architectures: readonly Architecture[] = [
  deepseekV2, deepseekV3, gemma2, gemma3, gemma3Text, glm4, glm4Moe, gptOss, llama, mistral, mixtral, olmo2, phi3,
  qwen2, qwen2Moe, qwen3, qwen3Moe,
];
