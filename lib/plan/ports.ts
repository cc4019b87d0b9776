/**
 * The port that the gateway and the routing proxy connect to: the engine on prefill pods, the proxy on decode pods. The
 * pool's target port.
 */
export const SERVING_PORT = 8000;

/** The engine's port on decode pods, behind the proxy. */
export const DECODE_ENGINE_PORT = 8200;

/** The name of the engine's container port in both roles; probes refer to it. */
export const ENGINE_PORT_NAME = 'engine';
