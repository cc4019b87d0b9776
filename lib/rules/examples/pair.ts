import { llmD010 } from '../../stack/llm-d-0-10';
import { Example } from './example';

const server = llmD010.modelServer;

/** Examples of the rules about what prefill and decode must have in common. Most of it is stated once in a spec, so the plan is changed. */
export const pairExamples: readonly Example[] = [
  { rule: 'PD301', of: 'plan', field: 'prefill.engine.blockSize', fails: 64, passes: 128 },
  { rule: 'PD302', of: 'plan', field: 'prefill.engine.dtype', fails: 'float16', passes: undefined },
  { rule: 'PD303', of: 'plan', field: 'prefill.engine.kvCacheDtype', fails: 'fp8', passes: 'auto' },
  { rule: 'PD304', of: 'plan', field: 'prefill.model.repository', fails: '/models/qwen', passes: 'openai/gpt-oss-120b' },
  { rule: 'PD305', of: 'plan', field: 'prefill.model.revision', fails: 'v2', passes: undefined },
  { rule: 'PD306', of: 'plan', field: 'prefill.modelServer.image', fails: 'docker.io/vllm/vllm-openai:v0.26.0', passes: server.image },
  { rule: 'PD307', of: 'plan', field: 'prefill.model.servedName', fails: 'qwen', passes: 'openai/gpt-oss-120b' },
  { rule: 'PD308', of: 'plan', field: 'prefill.engine.maxModelLen', fails: 4096, passes: undefined },
  { rule: 'PD309', field: 'decode.parallelism', fails: { tensor: 3 }, passes: { tensor: 4 }, given: { 'prefill.parallelism': { tensor: 2 } }, implies: ['PD106'] },
  { rule: 'PD310', field: 'release.modelServer.kvRole.decode', fails: 'kv_producer', passes: 'kv_consumer' },
  { rule: 'PD311', field: 'release.modelServer.kvRole.decode', fails: 'kv_both', passes: 'kv_consumer' },
  { rule: 'PD312', field: 'release.modelServer.kvLoadFailurePolicy', fails: 'recompute', passes: 'fail' },
  {
    rule: 'PD313', of: 'plan', field: 'prefill.extraEnv', fails: { VLLM_NIXL_SIDE_CHANNEL_HOST: 'localhost' },
    passes: { VLLM_NIXL_SIDE_CHANNEL_HOST: { fieldPath: 'status.podIP' } },
  },
  { rule: 'PD314', of: 'plan', field: 'decode.enginePort', fails: 5600, passes: 8200, implies: ['PD407'] },
  { rule: 'PD315', of: 'plan', field: 'prefill.extraEnv', fails: { VLLM_HTTP_TIMEOUT_KEEP_ALIVE: '5' }, passes: { VLLM_HTTP_TIMEOUT_KEEP_ALIVE: '120' } },
  {
    rule: 'PD316', field: 'decode.extraEnv', fails: { PYTORCH_CUDA_ALLOC_CONF: 'expandable_segments:True' },
    passes: { PYTORCH_CUDA_ALLOC_CONF: 'max_split_size_mb:512' },
  },
  { rule: 'PD317', field: 'prefill.extraEnv', fails: { VLLM_KV_CACHE_LAYOUT: 'NHD' }, passes: { VLLM_KV_CACHE_LAYOUT: 'HND' } },
  {
    rule: 'PD318', field: 'decode.extraArgs', fails: ['--speculative-config={"method":"ngram","num_speculative_tokens":3}'], passes: undefined,
  },
  { rule: 'PD319', field: 'decode.extraEnv', fails: { VLLM_PORT: 'tcp://10.0.0.1:8000' }, passes: { VLLM_PORT: '30000' } },
];
