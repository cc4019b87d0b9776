import { k8s } from 'cdk8s-plus-28';
import { nonRootUser } from './security';
import { RoutingProxyProps } from '../../plan/routing-proxy-props';

/**
 * A native sidecar (Kubernetes 1.29 and later): it starts before the engine and ends after it, so a draining engine can
 * still be reached. At its default verbosity it logs no request bodies; `-v=5` of v0.3.0 logs every prompt.
 */
export function routingProxy({ release, protocol, port, enginePort, security }: RoutingProxyProps): k8s.Container {
  return {
    name: 'routing-proxy',
    image: release.image,
    imagePullPolicy: 'IfNotPresent',
    restartPolicy: 'Always',
    args: [
      `${release.portFlag}=${port}`,
      `${release.modelServerPortFlag}=${enginePort}`,
      `${release.connectorFlag}=${protocol}`,
      // TLS ends at the gateway; on by default with a certificate that nobody trusts.
      `${release.secureFlag}=false`,
    ],
    ports: [{ name: 'proxy', containerPort: port, protocol: 'TCP' }],
    resources: {
      requests: {
        cpu: k8s.Quantity.fromString('100m'),
        memory: k8s.Quantity.fromString('256Mi'),
        'ephemeral-storage': logs,
      },
      limits: { memory: k8s.Quantity.fromString('1Gi'), 'ephemeral-storage': logs },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      ...nonRootUser(security),
    },
  };
}

/**
 * The root file system is read-only: only the container's log is on the node's disk, of which the kubelet keeps five
 * times 10 MiB.
 */
const logs = k8s.Quantity.fromString('1Gi');
