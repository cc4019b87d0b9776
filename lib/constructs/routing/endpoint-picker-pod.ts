import { k8s } from 'cdk8s-plus-28';
import { defaultResources } from '../../plan/default-resources';
import { STREAM_SECONDS } from '../../plan/endpoint-picker';
import type { ProxyPlan } from '../../gateways/proxy-plan';
import { gatewayNamed } from '../../gateways/gateways';
import { containerResources } from '../serving/resources';
import { nonRootUser } from '../serving/security';
import type { EndpointPickerPlan } from '../../plan/endpoint-picker-plan';
import { configMount, endpointPickerArgs } from './endpoint-picker-config';
import { EXT_PROC_PORT, HEALTH_PORT, METRICS_PORT } from '../../plan/picker-ports';

/** The pod of the endpoint picker. */
export function endpointPickerPod({
  container = {}, name, pod, proxy, pullSecrets, release, security, ...picker
}: EndpointPickerPlan): k8s.PodSpec {
  return {
    ...pod,
    serviceAccountName: name,
    // Its token is mounted into its container alone, below.
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    ...(pullSecrets && { imagePullSecrets: pullSecrets.map(secret => ({ name: secret })) }),
    terminationGracePeriodSeconds: release.drain.seconds + STREAM_SECONDS,
    containers: [
      {
        name: 'epp',
        image: release.image,
        imagePullPolicy: 'IfNotPresent',
        args: endpointPickerArgs(release, picker),
        ...(picker.selection && { env: podNames }),
        ...(release.drain.flag === undefined && {
          lifecycle: { preStop: { exec: { command: ['sleep', String(release.drain.seconds)] } } },
        }),
        ports: [
          { name: 'grpc', containerPort: EXT_PROC_PORT, protocol: 'TCP' },
          { name: 'grpc-health', containerPort: HEALTH_PORT, protocol: 'TCP' },
          { name: 'metrics', containerPort: METRICS_PORT, protocol: 'TCP' },
        ],
        startupProbe: { ...poolHasSynced, periodSeconds: 1, failureThreshold: 60 },
        livenessProbe: { ...poolHasSynced, periodSeconds: 10 },
        readinessProbe: { ...requestsAreTaken, periodSeconds: 2 },
        resources: containerResources(defaultResources.endpointPicker, container.resources),
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          readOnlyRootFilesystem: true,
          ...nonRootUser(security),
          ...container.securityContext,
        },
        volumeMounts: [
          { name: 'config', mountPath: configMount.directory, readOnly: true },
          { name: 'api-token', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
        ],
      },
      ...(proxy ? [proxyContainer(proxy)] : []),
    ],
    volumes: [
      { name: 'config', configMap: { name } },
      { name: 'api-token', projected: apiToken },
    ],
  };
}

/**
 * Serving as soon as the picker has seen its pool (llm-d-router v0.10.0 and gateway-api-inference-extension v1.0.0,
 * `cmd/epp/runner/health.go`).
 */
const poolHasSynced: k8s.Probe = { grpc: { port: HEALTH_PORT, service: 'inference-extension' } };

/**
 * The health service answers before the port for requests is open: both releases make an RSA key of 4096 bits in
 * between (`pkg/epp/server/runserver.go` of the same two). Picker v0.10.0 served health 0.2 to 20 s before that port,
 * and the gateway answered every request with 500 (15 starts on a busy machine). Readiness starts after the startup
 * probe, so a ready picker has seen its pool too; and unlike the health service, the port stays open while it drains.
 */
const requestsAreTaken: k8s.Probe = { tcpSocket: { port: k8s.IntOrString.fromNumber(EXT_PROC_PORT) } };

function proxyContainer(proxy: ProxyPlan): k8s.Container {
  const { container, resources } = gatewayNamed(proxy.gateway).besidePicker!;
  return { ...container(proxy), resources: containerResources(resources, proxy.resources) };
}

/** Without a pool it looks in its own namespace, and names itself by its pod. */
const podNames: k8s.EnvVar[] = [['NAMESPACE', 'metadata.namespace'], ['POD_NAME', 'metadata.name']].map(
  ([name, fieldPath]) => ({ name: name!, valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: fieldPath! } } }));

/**
 * What the API server's clients look for, as it would be mounted into every container (Kubernetes 1.34
 * `plugin/pkg/admission/serviceaccount`).
 */
const apiToken: k8s.ProjectedVolumeSource = {
  // Readable by whatever user the image has.
  defaultMode: 0o444,
  sources: [
    { serviceAccountToken: { path: 'token', expirationSeconds: 3607 } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    {
      downwardApi: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] },
    },
  ],
};
