import { k8s } from 'cdk8s-plus-28';
import { nonRootUser } from '../serving/security';
import type { EndpointPickerProps } from './endpoint-picker';
import { configMount, endpointPickerArgs, EXT_PROC_PORT, HEALTH_PORT, METRICS_PORT } from './endpoint-picker-config';

/** The pod of the endpoint picker. */
export function endpointPickerPod({ name, release, pool, security }: EndpointPickerProps): k8s.PodSpec {
  return {
    serviceAccountName: name,
    // The picker watches pods and its pool.
    automountServiceAccountToken: true,
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
        requests: { cpu: k8s.Quantity.fromString('1'), memory: k8s.Quantity.fromString('1Gi') },
        limits: { memory: k8s.Quantity.fromString('8Gi') },
      },
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'] },
        readOnlyRootFilesystem: true,
        ...nonRootUser(security),
      },
      volumeMounts: [{ name: 'config', mountPath: configMount.directory, readOnly: true }],
    }],
    volumes: [{ name: 'config', configMap: { name } }],
  };
}

// Serving once the picker has seen its pool (gateway-api-inference-extension `cmd/epp/runner/health.go`).
function healthProbe(timing: Pick<k8s.Probe, 'initialDelaySeconds' | 'periodSeconds'>): k8s.Probe {
  return { grpc: { port: HEALTH_PORT, service: 'inference-extension' }, ...timing };
}
