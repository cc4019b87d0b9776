import { k8s } from 'cdk8s-plus-28';
import { nonRootUser } from '../serving/security';
import type { EndpointPickerProps } from './endpoint-picker';
import { configMount, endpointPickerArgs, EXT_PROC_PORT, HEALTH_PORT, METRICS_PORT } from './endpoint-picker-config';

/** The pod of the endpoint picker. */
export function endpointPickerPod({ name, release, pool, security }: EndpointPickerProps): k8s.PodSpec {
  return {
    serviceAccountName: name,
    // Its token is mounted into its container alone, below.
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    // Streams it has answered for may last this long (gateway-api-inference-extension `config/charts/inferencepool`).
    terminationGracePeriodSeconds: 130,
    containers: [{
      name: 'epp',
      image: release.image,
      imagePullPolicy: 'IfNotPresent',
      args: endpointPickerArgs(release, pool),
      ports: [
        { name: 'grpc', containerPort: EXT_PROC_PORT, protocol: 'TCP' },
        { name: 'grpc-health', containerPort: HEALTH_PORT, protocol: 'TCP' },
        { name: 'metrics', containerPort: METRICS_PORT, protocol: 'TCP' },
      ],
      livenessProbe: healthProbe({ initialDelaySeconds: 5, periodSeconds: 10 }),
      readinessProbe: healthProbe({ periodSeconds: 2 }),
      resources: {
        requests: { cpu: k8s.Quantity.fromString('1'), memory: k8s.Quantity.fromString('1Gi'), 'ephemeral-storage': logs },
        limits: { memory: k8s.Quantity.fromString('8Gi'), 'ephemeral-storage': logs },
      },
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
        ...nonRootUser(security),
      },
      volumeMounts: [
        { name: 'config', mountPath: configMount.directory, readOnly: true },
        { name: 'api-token', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
      ],
    }],
    volumes: [{ name: 'config', configMap: { name } }, { name: 'api-token', projected: apiToken }],
  };
}

// Serving once the picker has seen its pool (gateway-api-inference-extension `cmd/epp/runner/health.go`).
function healthProbe(timing: Pick<k8s.Probe, 'initialDelaySeconds' | 'periodSeconds'>): k8s.Probe {
  return { grpc: { port: HEALTH_PORT, service: 'inference-extension' }, ...timing };
}

/** The root file system is read-only: only the container's log is on the node's disk, of which the kubelet keeps five times 10 MiB. */
const logs = k8s.Quantity.fromString('1Gi');

/** What the API server's clients look for, as it would be mounted into every container (Kubernetes 1.34 `plugin/pkg/admission/serviceaccount`). */
const apiToken: k8s.ProjectedVolumeSource = {
  // Readable by whatever user the image has.
  defaultMode: 0o444,
  sources: [
    { serviceAccountToken: { path: 'token', expirationSeconds: 3607 } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardApi: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
  ],
};
