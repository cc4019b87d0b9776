import { k8s } from 'cdk8s-plus-28';
import { ENGINE_PORT_NAME } from '../../plan/ports';

/** Seconds between two startup probes. */
const STARTUP_PERIOD = 10;

/**
 * Probes of the engine, always on its own port: the routing proxy answers `/health` with 200 while the engine behind it
 * is dead (measured on llm-d-routing-sidecar v0.3.0 and disagg-sidecar v0.10.0). vLLM opens the port only when the
 * model is loaded. Periods and thresholds are those of llm-d/llm-d
 * `modelserver/gpu/vllm/base/disaggregatedset.yaml@55541149`.
 */
export function engineProbes(
  startupSeconds: number,
): Pick<k8s.Container, 'startupProbe' | 'livenessProbe' | 'readinessProbe'> {
  return {
    startupProbe: probe('/v1/models', {
      periodSeconds: STARTUP_PERIOD,
      timeoutSeconds: 5,
      failureThreshold: Math.ceil(startupSeconds / STARTUP_PERIOD),
    }),
    livenessProbe: probe('/health', { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 3 }),
    readinessProbe: probe('/v1/models', { periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 3 }),
  };
}

function probe(
  path: string,
  timing: Pick<k8s.Probe, 'periodSeconds' | 'timeoutSeconds' | 'failureThreshold'>,
): k8s.Probe {
  return { httpGet: { path, port: k8s.IntOrString.fromString(ENGINE_PORT_NAME) }, ...timing };
}
