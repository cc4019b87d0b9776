import type { AcceleratorRates } from '../devices/accelerator-facts';
import { kvBytesPerToken } from './memory';
import type { ModelFacts } from './model-facts';

/**
 * How many tokens a second the two halves of a deployment can do, and what lies between them. Estimates to compare, not
 * to promise.
 */
export interface PairTime {
  /** Microseconds of prefill for one token of a prompt, on one GPU. */
  readonly prefillMicroseconds: number;
  /** Microseconds to move the KV cache of one token over TCP; `undefined` where {@link kvBytesPerToken} is. */
  readonly tcpMicroseconds?: number;
  /** Prompt tokens for each answered token at which one prefill GPU and one decode GPU are equally busy. */
  readonly promptsPerAnswer: number;
}

/**
 * Prefill by arithmetic, decode by memory bandwidth, transfer by the measured rate of UCX without RDMA. Against the
 * public figures of Llama 3.1 8B on 16 H100 the first two are within 10 % (vllm-project/router
 * `scripts/k8s/llama3/llm-d/ROUTER_BENCHMARK_RESULTS.md@be0f564`).
 */
export function pairTime(model: ModelFacts, accelerator: AcceleratorRates): PairTime {
  const prefill = 2 * model.activeParameters / (PREFILL_EFFICIENCY * accelerator.bf16Tflops * 1e12);
  const kvBytes = kvBytesPerToken({ model, tensor: 1, pipeline: 1, kvBytes: 2 });
  const read
    = (model.weightsGiB * 2 ** 30 * model.activeParameters) / model.parameters
      + DECODE_BATCH * DECODE_CONTEXT * (kvBytes ?? 0);
  const step = read / (DECODE_EFFICIENCY * accelerator.memoryTBs * 1e12);
  const decode = step / DECODE_BATCH;
  return {
    prefillMicroseconds: prefill * 1e6,
    ...(kvBytes !== undefined && { tcpMicroseconds: kvBytes / TCP_BYTES_PER_SECOND * 1e6 }),
    promptsPerAnswer: decode / prefill,
  };
}

// Part of the peak that a prefill of a few thousand tokens reaches, and of the bandwidth that decoding does
// (aiconfigurator `mem_bw_empirical_scaling_factor`).
const PREFILL_EFFICIENCY = 0.5;
const DECODE_EFFICIENCY = 0.8;

// Requests in one step of an engine and their length: 128 concurrent requests on eight decode pods, 1000 tokens in and
// out.
const DECODE_BATCH = 16;
const DECODE_CONTEXT = 2000;

// UCX reads over TCP: 655 MB in 1.80 s (ai-dynamo/dynamo PR 1314); 0.3 and 0.5 GB/s elsewhere (ai-dynamo/nixl#1754,
// vllm-project/vllm#52607).
const TCP_BYTES_PER_SECOND = 0.36e9;
