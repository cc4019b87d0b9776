import type { Architecture } from './architecture';
import { cohere, cohere2 } from './cohere';
import { deepseekV2, deepseekV3, deepseekV32, glm4MoeLite, glmMoeDsa, kimiK2 } from './deepseek';
import { deepseekV4 } from './deepseek-v4';
import { withEncoder } from './encoders';
import { gemma2, gemma3, gemma3Text } from './gemma';
import { gemma4, gemma4Text } from './gemma4';
import { glm4, glm4Moe } from './glm4';
import { gptOss } from './gpt-oss';
import { granite, graniteMoe, graniteMoeHybrid } from './granite';
import { llama } from './llama';
import { exaone4, seedOss, smolLm3 } from './llama-like';
import { llama4, llama4Text } from './llama4';
import { minimaxM2 } from './minimax';
import { mistral } from './mistral';
import { mixtral } from './mixtral';
import { nemotronH } from './nemotron-h';
import { olmo2 } from './olmo2';
import { olmo3, olmoe } from './olmo3';
import { phi3 } from './phi3';
import { qwen2, qwen3 } from './qwen';
import { qwen2Moe, qwen3Moe } from './qwen-moe';
import { qwen35, qwen35Moe, qwen35MoeText, qwen35Text, qwen3Next } from './qwen-next';

/** The architectures whose `config.json` this library reads. */
export const architectures: readonly Architecture[] = [
  cohere, cohere2,
  deepseekV2, deepseekV3, deepseekV32, deepseekV4, glm4MoeLite, glmMoeDsa, kimiK2,
  exaone4,
  gemma2, gemma3, gemma3Text, gemma4, gemma4Text,
  glm4, glm4Moe,
  gptOss,
  granite, graniteMoe, graniteMoeHybrid,
  llama, llama4, llama4Text,
  minimaxM2,
  mistral, mixtral,
  nemotronH,
  olmo2, olmo3, olmoe,
  phi3,
  qwen2, qwen2Moe, qwen3, qwen3Moe, qwen3Next, qwen35, qwen35Moe, qwen35MoeText, qwen35Text,
  seedOss, smolLm3,
  ...withEncoder,
];
