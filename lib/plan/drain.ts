import { ModelServerPoolProps } from './model-server-pool-props';

/**
 * Seconds for the picker to stop sending requests to a pod that is being deleted. It drops the pod at once when it sees
 * the deletion (gateway-api-inference-extension v1.0.1 `pkg/epp/util/pod/pod.go`); the rest is for answers that were
 * already on their way, among them the KV cache that a decode pod has still to read from a prefill pod.
 */
const WITHDRAWAL_SECONDS = 15;

/** Seconds for the process to end after the last request. */
const EXIT_SECONDS = 15;

/** How a pod is stopped without losing requests. */
export interface Drain {
  /** Seconds that the engine keeps running before SIGTERM. */
  readonly preStopSeconds: number;
  /** Seconds after which the pod is killed. */
  readonly gracePeriodSeconds: number;
}

/**
 * An engine that drains by itself is only held until it gets no new requests; one that aborts on SIGTERM is held for
 * the whole drain.
 */
export function drain({
  drainSeconds,
  modelServer,
}: Pick<ModelServerPoolProps, 'drainSeconds' | 'modelServer'>): Drain {
  const drainsItself = modelServer.shutdownTimeoutFlag !== undefined;
  const preStopSeconds = drainsItself ? WITHDRAWAL_SECONDS : WITHDRAWAL_SECONDS + drainSeconds;
  return { preStopSeconds, gracePeriodSeconds: WITHDRAWAL_SECONDS + drainSeconds + EXIT_SECONDS };
}
