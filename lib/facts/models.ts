import type { ModelFacts } from './model-facts';
import { deepseekR1 } from './models/deepseek-r1';
import { deepseekR1DistillLlama70b } from './models/deepseek-r1-distill-llama-70b';
import { deepseekR1DistillLlama8b } from './models/deepseek-r1-distill-llama-8b';
import { deepseekV3 } from './models/deepseek-v3';
import { deepseekV32 } from './models/deepseek-v3-2';
import { deepseekV4Flash } from './models/deepseek-v4-flash';
import { deepseekV4Pro } from './models/deepseek-v4-pro';
import { gemma327b } from './models/gemma-3-27b';
import { gemma426bA4b } from './models/gemma-4-26b-a4b';
import { glm45 } from './models/glm-4-5';
import { glm45Air } from './models/glm-4-5-air';
import { glm47 } from './models/glm-4-7';
import { glm5 } from './models/glm-5';
import { glm51Fp8 } from './models/glm-5-1-fp8';
import { glm52 } from './models/glm-5-2';
import { glm52Fp8 } from './models/glm-5-2-fp8';
import { glm53 } from './models/glm-5-3';
import { glm53Fp8 } from './models/glm-5-3-fp8';
import { glm5Fp8 } from './models/glm-5-fp8';
import { gptOss120b } from './models/gpt-oss-120b';
import { gptOss20b } from './models/gpt-oss-20b';
import { kimiK2 } from './models/kimi-k2';
import { kimiK25 } from './models/kimi-k2-5';
import { llama31405b } from './models/llama-3-1-405b';
import { llama3170b } from './models/llama-3-1-70b';
import { llama318b } from './models/llama-3-1-8b';
import { llama321b } from './models/llama-3-2-1b';
import { llama323b } from './models/llama-3-2-3b';
import { llama3370bFp8Kv } from './models/llama-3-3-70b-fp8-kv';
import { llama4Maverick } from './models/llama-4-maverick';
import { llama4Scout } from './models/llama-4-scout';
import { minimaxM25 } from './models/minimax-m2-5';
import { minimaxM27 } from './models/minimax-m2-7';
import { mistral7b } from './models/mistral-7b';
import { mistralSmall3 } from './models/mistral-small-3';
import { mistralSmall31 } from './models/mistral-small-3-1';
import { mixtral8x22b } from './models/mixtral-8x22b';
import { mixtral8x7b } from './models/mixtral-8x7b';
import { nemotron3Nano } from './models/nemotron-3-nano-30b-a3b';
import { phi4 } from './models/phi-4';
import { qwen2514b } from './models/qwen-2-5-14b';
import { qwen2532b } from './models/qwen-2-5-32b';
import { qwen2572b } from './models/qwen-2-5-72b';
import { qwen257b } from './models/qwen-2-5-7b';
import { qwen25Coder32b } from './models/qwen-2-5-coder-32b';
import { qwen306b } from './models/qwen-3-0-6b';
import { qwen317b } from './models/qwen-3-1-7b';
import { qwen314b } from './models/qwen-3-14b';
import { qwen3235bA22b } from './models/qwen-3-235b-a22b';
import { qwen3235bA22b2507 } from './models/qwen-3-235b-a22b-2507';
import { qwen3235bA22bFp8 } from './models/qwen-3-235b-a22b-fp8';
import { qwen330bA3b } from './models/qwen-3-30b-a3b';
import { qwen330bA3b2507 } from './models/qwen-3-30b-a3b-2507';
import { qwen330bA3bFp8 } from './models/qwen-3-30b-a3b-fp8';
import { qwen332b } from './models/qwen-3-32b';
import { qwen332bFp8 } from './models/qwen-3-32b-fp8';
import { qwen3527b } from './models/qwen-3-5-27b';
import { qwen3535bA3b } from './models/qwen-3-5-35b-a3b';
import { qwen35397bA17b } from './models/qwen-3-5-397b-a17b';
import { qwen35397bA17bFp8 } from './models/qwen-3-5-397b-a17b-fp8';
import { qwen38b } from './models/qwen-3-8b';
import { qwen3Coder480b } from './models/qwen-3-coder-480b-a35b';
import { qwen3Coder480bFp8 } from './models/qwen-3-coder-480b-a35b-fp8';
import { qwen3Next80b } from './models/qwen-3-next-80b-a3b';
import { qwen3Vl32b } from './models/qwen-3-vl-32b';

const files = [
  deepseekR1, deepseekR1DistillLlama70b, deepseekR1DistillLlama8b, deepseekV3, deepseekV32, deepseekV4Flash,
  deepseekV4Pro, gemma327b, gemma426bA4b, glm45, glm45Air, glm47, glm5, glm51Fp8, glm52, glm52Fp8, glm53, glm53Fp8,
  glm5Fp8, gptOss120b, gptOss20b, kimiK2, kimiK25, llama31405b, llama3170b, llama318b, llama321b, llama323b,
  llama3370bFp8Kv, llama4Maverick, llama4Scout, minimaxM25, minimaxM27, mistral7b, mistralSmall3, mistralSmall31,
  mixtral8x22b, mixtral8x7b, nemotron3Nano, phi4, qwen2514b, qwen2532b, qwen2572b, qwen257b, qwen25Coder32b, qwen306b,
  qwen317b, qwen314b, qwen3235bA22b, qwen3235bA22b2507, qwen3235bA22bFp8, qwen330bA3b, qwen330bA3b2507, qwen330bA3bFp8,
  qwen332b, qwen332bFp8, qwen3527b, qwen3535bA3b, qwen35397bA17b, qwen35397bA17bFp8, qwen38b, qwen3Coder480b,
  qwen3Coder480bFp8, qwen3Next80b, qwen3Vl32b,
] as const;

/** A model whose facts are known, by its repository on the Hub. */
export type KnownModel = (typeof files)[number]['repositories'][number];

const byRepository = new Map<string, (typeof files)[number]>(
  files.flatMap(file => file.repositories.map(repository => [repository, file] as const)),
);

/**
 * Models whose facts are known, by their repository on the Hugging Face Hub: those of llm-d's guides and the most
 * served ones, each in a file of `models/` with its source. A model that is absent is judged by what `model.like` says
 * of it, and else not (PD205). Where the owner publishes an exact number of parameters, what is computed equals it; the
 * module for multi-token prediction is counted only where a size is given. All of them generate text, from files in the
 * format safetensors.
 */
export const models: Readonly<Record<KnownModel, ModelFacts>> = Object.defineProperties(
  {},
  Object.fromEntries([...byRepository].map(([repository, file]) => [
    repository, { enumerable: true, get: () => file.facts },
  ])),
) as Readonly<Record<KnownModel, ModelFacts>>;

/** The facts about a model of the Hub, if there are any. */
export function modelFacts(repository: string): ModelFacts | undefined {
  return byRepository.get(repository)?.facts;
}
