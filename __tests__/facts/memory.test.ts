import { planInference } from '../../lib';
import { accelerators, KnownAccelerator } from '../../lib/devices/accelerators';
import { acceleratorFacts } from '../../lib/devices/devices';
import {
  EngineMemory,
  kvBytesPerToken,
  kvTokens,
  longestModelLen,
  memoryShare,
  weightsGiB,
} from '../../lib/facts/memory';
import { modelFacts, models } from '../../lib/facts/models';
import { pairTime } from '../../lib/facts/pair-time';
import { engineSizes } from '../../lib/rules/plan/memory/judged-engine';
import { vllm0110 } from '../../lib/stack/vllm/v0-11-0';
import { vllm0271 } from '../../lib/stack/vllm/v0-27-1';
import { specWith } from '../valid-spec';

const H100 = 'NVIDIA-H100-80GB-HBM3';
const KIB = 1024;

function engine(
  repository: string,
  { gpu = H100, ...change }: Partial<EngineMemory> & { gpu?: KnownAccelerator } = {},
): EngineMemory {
  const model = modelFacts(repository);
  if (!model) throw new Error(`${repository} is not in the table`);
  return {
    model,
    accelerator: acceleratorFacts(gpu)!,
    tensor: 1,
    pipeline: 1,
    utilization: 0.9,
    working: vllm0110.known.workingMemory,
    kvBytes: 2,
    ...change,
  };
}

const llama8B = 'meta-llama/Llama-3.1-8B-Instruct';
const llama70B = 'meta-llama/Llama-3.1-70B-Instruct';

test('Llama 3.1 8B on one H100 leaves 51.4 GiB, which is 420 thousand tokens', () => {
  expect(memoryShare(engine(llama8B)).kvCache).toBeCloseTo(51.4, 1);
  expect(kvTokens(engine(llama8B))! / 1000).toBeCloseTo(420.7, 0);
});

test('vLLM 0.27.1 left Llama 3.1 8B 55.97 GiB on an H100, and the estimate is that within its error', () => {
  const share = memoryShare(engine(llama8B, { utilization: 0.92, working: vllm0271.known.workingMemory }));
  expect(Math.abs(share.kvCache - 55.97)).toBeLessThan(0.1);
  expect(Math.abs(share.kvCache - 55.97)).toBeLessThan(share.error);
});

test('Llama 3.1 70B in bf16 does not fit one H100, and hardly two', () => {
  expect(memoryShare(engine(llama70B)).kvCache).toBeLessThan(0);
  expect(kvTokens(engine(llama70B))).toBe(0);
  expect(kvTokens(engine(llama70B, { tensor: 2 }))).toBeLessThan(1100);
});

// Thousands of tokens at a utilization of 0.9, from the formulas worked by hand.
test.each<[string, number, number, Partial<EngineMemory> & { gpu?: KnownAccelerator }]>([
  [llama8B, 164, 5, { gpu: 'NVIDIA-L40S' }],
  [llama8B, 867, 10, { gpu: 'NVIDIA-H200' }],
  [llama8B, 956, 10, { tensor: 2 }],
  [llama70B, 432, 5, { tensor: 4 }],
  [llama70B, 1300, 20, { tensor: 8 }],
  [llama70B, 213, 5, { tensor: 2, weightBytes: 1 }],
  ['Qwen/Qwen3-32B', 18, 1, {}],
  ['Qwen/Qwen3-32B', 283, 5, { tensor: 2 }],
  ['Qwen/Qwen3-235B-A22B-FP8', 170, 8, { tensor: 4 }],
  ['mistralai/Mixtral-8x7B-Instruct-v0.1', 314, 5, { tensor: 2 }],
  ['deepseek-ai/DeepSeek-V3', 566, 15, { tensor: 8, gpu: 'NVIDIA-H200' }],
])('%s holds about %d thousand tokens (± %d)', (repository, thousands, within, change) => {
  expect(Math.abs(kvTokens(engine(repository, change))! / 1000 - thousands)).toBeLessThanOrEqual(within);
});

test.each<[string, number]>([
  [llama8B, 128],
  [llama70B, 320],
  ['meta-llama/Llama-3.1-405B-Instruct', 504],
  ['Qwen/Qwen3-8B', 144],
  ['Qwen/Qwen3-32B', 256],
  ['Qwen/Qwen3-30B-A3B', 96],
  ['Qwen/Qwen3-235B-A22B', 188],
  ['mistralai/Mixtral-8x22B-Instruct-v0.1', 224],
  ['mistralai/Mistral-7B-Instruct-v0.3', 128],
])('one token of %s keeps %d KiB in 16 bits', (repository, kib) => {
  expect(kvBytesPerToken(engine(repository))! / KIB).toBe(kib);
});

test.each<[string, number]>([
  [llama8B, 14.96],
  [llama70B, 131.42],
  ['meta-llama/Llama-3.1-405B', 755.96],
  ['Qwen/Qwen3-32B', 61.02],
  ['Qwen/Qwen3-30B-A3B', 56.87],
  ['Qwen/Qwen3-235B-A22B', 437.9],
  ['mistralai/Mixtral-8x7B-Instruct-v0.1', 86.99],
  ['mistralai/Mistral-7B-Instruct-v0.3', 13.5],
])('the weights of %s are %d GiB', (repository, gib) => {
  expect(weightsGiB(engine(repository))).toBeCloseTo(gib, 1);
});

test('heads are repeated where there are more GPUs than heads: the share of a GPU stops shrinking', () => {
  const share = (tensor: number) => kvBytesPerToken(engine('Qwen/Qwen3-235B-A22B', { tensor }))!;
  expect(share(4)).toBe(share(1) / 4);
  expect(share(8)).toBe(share(4));
});

test('a latent cache is whole on every GPU', () => {
  const share = (tensor: number) => kvBytesPerToken(engine('deepseek-ai/DeepSeek-R1', { tensor }))!;
  expect(share(8)).toBe(share(1));
  expect(share(1) / KIB).toBeCloseTo(68.6, 1);
});

test('a pipeline splits the layers, whole ones', () => {
  expect(kvBytesPerToken(engine(llama8B, { pipeline: 2 }))).toBe(64 * KIB);
  expect(kvBytesPerToken(engine('Qwen/Qwen3-235B-A22B', { pipeline: 4 }))).toBe(188 * KIB * 24 / 94);
});

test('the work of a step is subtracted on every GPU, however many there are', () => {
  const work = (tensor: number) => memoryShare(engine(llama70B, { tensor })).work;
  expect([1, 2, 4, 8].map(work)).toEqual([4.95, expect.closeTo(5.4), expect.closeTo(5.4), expect.closeTo(5.4)]);
});

test('a smaller batch needs less room, but not none', () => {
  const work = (maxBatchedTokens: number) => memoryShare(engine(llama8B, { maxBatchedTokens })).work;
  expect(work(4096)).toBeCloseTo(2.55);
  expect(work(1)).toBeCloseTo(1.35);
  expect(work(100_000)).toBe(work(8192));
});

test('FP8 halves bf16 weights and leaves smaller ones alone', () => {
  expect(weightsGiB(engine(llama8B, { weightBytes: 1 }))).toBeCloseTo(7.48, 2);
  const sizesOf = (model: string) => {
    const [pool] = planInference('llama', specWith({ engine: { quantization: 'fp8' } })).pools;
    return engineSizes(pool!, modelFacts(model)!);
  };
  expect(sizesOf('openai/gpt-oss-120b')).toEqual({ kvBytes: 2 });
  expect(sizesOf(llama8B)).toEqual({ kvBytes: 2, weightBytes: 1, loadsWhole: false });
});

test('the cache of hybrid attention is not guessed', () => {
  for (const repository of ['openai/gpt-oss-120b', 'meta-llama/Llama-4-Scout-17B-16E-Instruct']) {
    const hybrid = engine(repository);
    expect([kvBytesPerToken(hybrid), kvTokens(hybrid), longestModelLen(hybrid, 128)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  }
});

test('the longest context is whole blocks', () => {
  const longest = longestModelLen(engine('Qwen/Qwen3-32B'), 128)!;
  expect(longest % 128).toBe(0);
  expect(longest).toBeGreaterThan(17_000);
  expect(longestModelLen(engine('Qwen/Qwen3-32B'), 128, 2)).toBeLessThanOrEqual(longest / 2);
});

test('a model or a GPU that is not in the tables has no facts, whatever it is called', () => {
  expect(['acme/llama', 'constructor', '__proto__'].map(modelFacts)).toEqual([undefined, undefined, undefined]);
  expect(acceleratorFacts('toString')).toBeUndefined();
  expect(acceleratorFacts(undefined)).toBeUndefined();
});

test('every row of the tables is possible', () => {
  for (const model of Object.values(models)) {
    expect(model.activeParameters).toBeLessThanOrEqual(model.parameters);
    expect(model.heads % model.kvHeads).toBe(0);
    expect(model.attention === 'mla').toBe(model.latent !== undefined);
    expect(model.weightsGiB).toBeLessThanOrEqual(model.parameters * 2 / 2 ** 30 + 0.1);
  }
  for (const accelerator of Object.values(accelerators))
    expect(accelerator.fp8).toBe(accelerator.computeCapability >= 8.9);
});

test('a prompt of 8B on an H100 costs 32 µs of arithmetic a token, its cache 364 µs of TCP, and a prefill GPU feeds many decoders', () => {
  const time = pairTime(modelFacts(llama8B)!, accelerators[H100]);
  expect(time.prefillMicroseconds).toBeCloseTo(32.5, 1);
  expect(time.tcpMicroseconds).toBeCloseTo(364, 0);
  expect(time.promptsPerAnswer).toBeGreaterThan(10);
});
