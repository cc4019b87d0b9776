import { modelFacts } from '../../lib/facts/models';

const giB = 2 ** 30;

// The `model` of every guide of llm-d (guides/, at commit cc4fbfd7 and later).
test.each([
  'Qwen/Qwen2.5-7B-Instruct', 'Qwen/Qwen3-0.6B', 'Qwen/Qwen3-32B', 'Qwen/Qwen3-Coder-480B-A35B-Instruct-FP8',
  'Qwen/Qwen3-VL-32B-Instruct', 'Qwen/Qwen3.5-397B-A17B-FP8', 'amd/Llama-3.3-70B-Instruct-FP8-KV',
  'deepseek-ai/DeepSeek-R1-0528', 'deepseek-ai/DeepSeek-V4-Pro', 'meta-llama/Llama-3.1-8B-Instruct',
  'meta-llama/Llama-3.2-3B-Instruct', 'openai/gpt-oss-120b', 'zai-org/GLM-5.2-FP8',
])('the table has %s, which a guide of llm-d serves', (repository) => {
  expect(modelFacts(repository)).toBeDefined();
});

// What their owners publish: billions of parameters, all and active, and the size of the files where it is given.
test.each([
  ['zai-org/GLM-4.5', 355, 32, undefined],
  ['zai-org/GLM-4.5-Air', 106, 12, undefined],
  ['deepseek-ai/DeepSeek-V4-Flash', 284, 13, undefined],
  ['moonshotai/Kimi-K2.5', 1026, 32, 595],
  ['mistralai/Mistral-Small-24B-Instruct-2501', 23.6, 23.6, 47],
  ['Qwen/Qwen3-Coder-480B-A35B-Instruct-FP8', 480, 35, 482],
  ['amd/Llama-3.3-70B-Instruct-FP8-KV', 70.6, 70.6, 72.7],
])('the parameters of %s are those that its owner publishes', (repository, all, active, gigabytes) => {
  const { activeParameters, parameters, weightsGiB } = modelFacts(repository)!;
  expect(Math.abs(parameters / 1e9 / all - 1)).toBeLessThan(0.02);
  expect(Math.abs(activeParameters / 1e9 / active - 1)).toBeLessThan(0.12);
  if (gigabytes !== undefined) expect(Math.abs(weightsGiB * giB / 1e9 / gigabytes - 1)).toBeLessThan(0.01);
});
