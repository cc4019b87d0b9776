/** The port that the gateway and the routing proxy connect to: the engine on prefill pods, the proxy on decode pods. The pool's target port. */
export const SERVING_PORT = 8000;

/** The engine's port on decode pods, behind the proxy. */
export const DECODE_ENGINE_PORT = 8200;

/**
 * The first NIXL side-channel port. Written out because the default moved: vLLM 0.11 takes 5557, which is also the default of its
 * KV events (vllm-project/vllm#25059), later versions take 5600.
 */
export const SIDE_CHANNEL_PORT = 5600;

/** How many side-channel ports a pod has: one for each tensor-parallel rank, or one for all. */
export function sideChannelCount(perTensorRank: boolean, tensor: number): number {
  return perTensorRank ? tensor : 1;
}

/** The side-channel ports, by rank. */
export function sideChannelPorts(count: number): number[] {
  return Array.from({ length: count }, (_, rank) => SIDE_CHANNEL_PORT + rank);
}

/** The name of the engine's container port in both roles; probes refer to it. */
export const ENGINE_PORT_NAME = 'engine';
