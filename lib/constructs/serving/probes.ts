import { k8s } from 'cdk8s-plus-28';
import type { ModelServerPoolProps } from '../../plan/model-server-pool-props';
import { ENGINE_PORT_NAME } from '../../plan/ports';
import type { ProbeTiming } from '../../spec/pool';

/** Seconds between two startup probes. */
const STARTUP_PERIOD = 10;

/**
 * Probes of the engine, always on its own port: the routing proxy answers `/health` with 200 while the engine behind it
 * is dead (measured on llm-d-routing-sidecar v0.3.0 and disagg-sidecar v0.10.0). vLLM opens the port only when the
 * model is loaded.
 */
export function engineProbes({
  probes: { liveness, readiness },
  startupSeconds,
}: Pick<ModelServerPoolProps, 'probes' | 'startupSeconds'>): Probes {
  return {
    startupProbe: probe('/v1/models', {
      periodSeconds: STARTUP_PERIOD,
      timeoutSeconds: 5,
      failureThreshold: Math.ceil(startupSeconds / STARTUP_PERIOD),
    }),
    livenessProbe: probe('/health', liveness),
    readinessProbe: probe('/v1/models', readiness),
  };
}

type Probes = Pick<k8s.Container, 'startupProbe' | 'livenessProbe' | 'readinessProbe'>;

function probe(path: string, timing: Required<ProbeTiming>): k8s.Probe {
  return { httpGet: { path, port: k8s.IntOrString.fromString(ENGINE_PORT_NAME) }, ...timing };
}
