import { Example } from './example';

const llama8B = { 'model.uri': 'hf://meta-llama/Llama-3.1-8B-Instruct', ...waived('PD506', 'PD508') };
const h100 = { accelerator: 'NVIDIA-H100-80GB-HBM3' };
const llama70B = { 'model.uri': 'hf://meta-llama/Llama-3.1-70B-Instruct', ...waived('PD508') };
const qwenFP8 = { 'model.uri': 'hf://Qwen/Qwen3-235B-A22B-FP8', ...waived('PD508') };

/** Examples of the rules about the engine, its GPUs and their memory. */
export const engineExamples: readonly Example[] = [
  { rule: 'PD101', field: 'decode.extraArgs', fails: ['--data-parallel-size=8'], passes: undefined },
  { rule: 'PD102', field: 'decode.extraArgs', fails: ['--max-model-len=4096'], passes: ['--seed=1'] },
  { rule: 'PD103', field: 'decode.extraEnv', fails: { CUDA_VISIBLE_DEVICES: '0,1' }, passes: { NCCL_DEBUG: 'WARN' } },
  { rule: 'PD104', field: 'decode.parallelism', fails: { tensor: 32 }, passes: { tensor: 16 } },
  { rule: 'PD105', field: 'decode.engine', fails: { gpuMemoryUtilization: 90 }, passes: { gpuMemoryUtilization: 0.9 } },
  { rule: 'PD106', field: 'decode.parallelism', fails: { tensor: 3 }, passes: { tensor: 2 }, given: llama8B },
  {
    rule: 'PD107', field: 'decode.parallelism', fails: { tensor: 12 }, passes: { tensor: 8 },
    given: { 'model.uri': 'hf://mistralai/Mixtral-8x22B-Instruct-v0.1', ...waived('PD508') },
  },
  { rule: 'PD108', field: 'decode.parallelism', fails: { tensor: 8 }, passes: { tensor: 4 }, given: qwenFP8 },
  { rule: 'PD109', field: 'decode.extraArgs', fails: ['--enable-expert-parallel'], passes: undefined, given: llama8B },
  { rule: 'PD110', field: 'decode.extraArgs', fails: ['--enable-prefix-cacheing'], passes: ['--enable-prefix-caching'] },
  { rule: 'PD111', field: 'decode.extraArgs', fails: ['--seed 1'], passes: ['--seed', '1'] },
  { rule: 'PD112', field: 'decode.extraEnv', fails: { VLLM_LOGING_LEVEL: 'INFO' }, passes: { VLLM_LOGGING_LEVEL: 'INFO' } },
  { rule: 'PD113', field: 'decode.extraArgs', fails: ['--host=127.0.0.1'], passes: ['--host=0.0.0.0'] },
  { rule: 'PD114', field: 'decode.extraArgs', fails: ['--nnodes=2'], passes: undefined },
  { rule: 'PD115', field: 'decode.extraEnv', fails: { VLLM_API_KEY: { secretName: 'keys', key: 'vllm' } }, passes: undefined },
  { rule: 'PD116', field: 'engine', fails: { maxModelLen: 200_000 }, passes: { maxModelLen: 131_072 }, given: llama70B },
  { rule: 'PD117', field: 'decode.engine', fails: { maxNumSeqs: 512, maxNumBatchedTokens: 256 }, passes: { maxNumSeqs: 512, maxNumBatchedTokens: 2048 } },
  { rule: 'PD118', field: 'decode.memory', fails: '16Gi', passes: '64Gi' },
  { rule: 'PD119', field: 'engine', fails: { kvCacheDtype: 'fp8' }, passes: { kvCacheDtype: 'auto' }, given: { ...llama8B, accelerator: 'NVIDIA-A100-SXM4-80GB' } },
  { rule: 'PD120', field: 'decode.parallelism', fails: { pipeline: 40 }, passes: { tensor: 8 }, given: llama8B, implies: ['PD104', 'PD122'] },
  { rule: 'PD121', field: 'decode.extraArgs', fails: ['--kv-offloading-size=100'], passes: ['--cpu-offload-gb=100'] },
  { rule: 'PD122', field: 'decode.parallelism', fails: { tensor: 4, pipeline: 2 }, passes: { tensor: 8 } },
  { rule: 'PD201', field: 'accelerator', fails: 'NVIDIA-H100-80GB-HBM3', passes: 'NVIDIA-B200', given: { ...llama70B, 'engine.maxModelLen': 8192 } },
  { rule: 'PD202', field: 'engine.maxModelLen', fails: 40_960, passes: 4096, given: { ...h100, 'model.uri': 'hf://Qwen/Qwen3-32B', ...waived('PD508') } },
  { rule: 'PD203', field: 'engine.maxModelLen', fails: 16_384, passes: 4096, given: { ...h100, 'model.uri': 'hf://Qwen/Qwen3-32B', ...waived('PD508') }, implies: ['PD204'] },
  { rule: 'PD204', field: 'engine.maxModelLen', fails: 120_000, passes: 8192, given: { ...llama8B, accelerator: 'NVIDIA-L40S', ...waived('PD506', 'PD507', 'PD508') } },
  { rule: 'PD205', field: 'model.like', fails: undefined, passes: 'openai/gpt-oss-120b', given: { 'model.uri': 'hf://acme/chat' } },
  {
    rule: 'PD206', field: 'decode.pod', fails: { nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-L4' } }, passes: { nodeSelector: { zone: 'a' } },
    given: { ...llama8B, ...h100 },
  },
  { rule: 'PD207', field: 'modelCache.size', fails: '100Gi', passes: '200Gi', given: llama70B },
  { rule: 'PD208', field: 'decode.engine', fails: { gpuMemoryUtilization: 1 }, passes: { gpuMemoryUtilization: 0.95 } },
  {
    rule: 'PD209', field: 'accelerator', fails: 'NVIDIA-H100-80GB-HBM', passes: 'NVIDIA-H100-80GB-HBM3',
    given: {
      'model.uri': 'hf://meta-llama/Llama-3.1-70B-Instruct', fabric: { type: 'rdma-node-memlock', network: 'infiniband' },
      'prefill.parallelism': { tensor: 4 }, 'decode.parallelism': { tensor: 4 },
    },
  },
];

function waived(...rules: readonly string[]): Record<string, unknown> {
  return { waive: Object.fromEntries(rules.map(rule => [rule, 'an example'])) };
}
