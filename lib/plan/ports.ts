/**
 * The port that the gateway and the routing proxy connect to: the engine on prefill pods, the proxy on decode pods. The
 * pool's target port.
 */
export const SERVING_PORT = 8000;

/** The engine's port on decode pods, behind the proxy. */
export const DECODE_ENGINE_PORT = 8200;

/** Ports of a pod's ranks that a pool can have (InferencePool v1 `targetPorts`, at most 8 entries). */
export const MOST_TARGET_PORTS = 8;

/** The port of the supervisor of ranks with ports of their own: the next one after the most ranks of a pod. */
export function supervisorPort(enginePort: number): number {
  return enginePort + MOST_TARGET_PORTS;
}

/** The name of the supervisor's container port. */
export const SUPERVISOR_PORT_NAME = 'supervisor';

/** The names of the container ports of ranks, in their order: the first is that of an engine with one rank. */
export function rankPortName(name: string, rank: number): string {
  return rank === 0 ? name : `${name}-${rank}`;
}

/** Whether a container port has one of those names. */
export function isRankPort(name: string, portName: string): boolean {
  return portName === name || new RegExp(`^${name}-\\d+$`).test(portName);
}

/** The name of the engine's container port in both roles; probes refer to it. */
export const ENGINE_PORT_NAME = 'engine';
