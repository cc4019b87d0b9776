import { k8s } from 'cdk8s-plus-28';
import type { ModelServerPoolProps } from '../../plan/model-server-pool-props';
import { ENGINE_PORT_NAME, SUPERVISOR_PORT_NAME } from '../../plan/ports';
import type { ProbeTiming } from '../../spec/pool';

/** Seconds between two startup probes. */
const STARTUP_PERIOD = 10;

/**
 * Probes of the engine, always on its own port, or of all its ranks on that of their supervisor: the routing proxy
 * answers `/health` with 200 while the engine behind it is dead (measured on llm-d-routing-sidecar v0.3.0 and
 * disagg-sidecar v0.10.0). vLLM opens the port only when the model is loaded.
 */
export function engineProbes({
  parallelism,
  probes: { liveness, readiness },
  startupSeconds,
}: Pick<ModelServerPoolProps, 'parallelism' | 'probes' | 'startupSeconds'>): Probes {
  const asked = parallelism.balancing === 'ports' ? supervisor : engine;
  return {
    startupProbe: probe(asked.startup, asked.port, {
      periodSeconds: STARTUP_PERIOD,
      timeoutSeconds: 5,
      failureThreshold: Math.ceil(startupSeconds / STARTUP_PERIOD),
    }),
    livenessProbe: probe('/health', asked.port, liveness),
    readinessProbe: probe(asked.readiness, asked.port, readiness),
  };
}

type Probes = Pick<k8s.Container, 'startupProbe' | 'livenessProbe' | 'readinessProbe'>;

const engine = { port: ENGINE_PORT_NAME, startup: '/v1/models', readiness: '/v1/models' };

// vLLM 0.33.0 `vllm/entrypoints/launchers/dp_supervisor.py`: `/readyz` is 200 when every rank is ready.
const supervisor = { port: SUPERVISOR_PORT_NAME, startup: '/health', readiness: '/readyz' };

function probe(path: string, port: string, timing: Required<ProbeTiming>): k8s.Probe {
  return { httpGet: { path, port: k8s.IntOrString.fromString(port) }, ...timing };
}
