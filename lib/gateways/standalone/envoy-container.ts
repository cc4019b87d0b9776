import { k8s } from 'cdk8s-plus-28';
import type { ResourcesSpec } from '../../spec/containers';
import { amountOf } from '../../kube/quantity';
import { stringify } from '../../yaml/yaml';
import type { ProxyPlan } from '../proxy-plan';
import { envoyConfig, envoyPorts, READY_PATH } from './envoy-config';

/** Name of the container, that of llm-d's chart. */
export const CONTAINER = 'envoy-proxy';

/**
 * Envoy in the picker's pod. Its configuration is among its arguments, so that another one is another pod: Envoy does
 * not read a file again.
 */
export function envoyContainer(plan: ProxyPlan): k8s.Container {
  const { drainSeconds, image } = plan;
  return {
    name: CONTAINER,
    image,
    imagePullPolicy: 'IfNotPresent',
    // The image begins with a script that needs root.
    command: ['envoy'],
    args: [
      '--log-level', 'warn', '--concurrency', String(threads(plan)), '--disable-hot-restart',
      '--config-yaml', stringify([envoyConfig(plan)]),
    ],
    ports: [
      { name: 'http', containerPort: envoyPorts.requests, protocol: 'TCP' },
      { name: METRICS_PORT_NAME, containerPort: envoyPorts.metrics, protocol: 'TCP' },
    ],
    // On SIGTERM Envoy ends at once, with every stream that it has.
    lifecycle: { preStop: { exec: { command: ['sleep', String(drainSeconds)] } } },
    readinessProbe: {
      httpGet: { path: READY_PATH, port: k8s.IntOrString.fromNumber(envoyPorts.metrics) },
      periodSeconds: 5,
      failureThreshold: 1,
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      ...user(plan),
    },
  };
}

/** The name of the port with Envoy's metrics: the picker's own is `metrics`. */
export const METRICS_PORT_NAME = 'envoy-metrics';

/** As much as a gateway's own pod gets by default. */
export const envoyResources = {
  requests: { 'cpu': '100m', 'memory': '128Mi', 'ephemeral-storage': '1Gi' },
  limits: { 'cpu': '2', 'memory': '1Gi', 'ephemeral-storage': '1Gi' },
} as const satisfies ResourcesSpec;

/** As many as it may use cores: of its own accord Envoy takes as many as the node has. */
function threads({ resources }: ProxyPlan): number {
  return Math.max(1, Math.ceil(amountOf(resources?.limits?.cpu ?? envoyResources.limits.cpu)) || 1);
}

/** The user of the image, whose entry point would become it (envoyproxy/envoy v1.33.2 `ci/Dockerfile-envoy`). */
const ENVOY_USER = 101;
/** The user `high` of picker and proxy. */
const NONROOT_USER = 65_532;

function user({ security: { user } }: ProxyPlan): Pick<k8s.SecurityContext, 'runAsGroup' | 'runAsUser'> {
  switch (user) {
    // The range of the namespace has one.
    case 'openshift': return {};
    case 'high': return { runAsUser: NONROOT_USER, runAsGroup: NONROOT_USER };
    default: return { runAsUser: ENVOY_USER, runAsGroup: ENVOY_USER };
  }
}
