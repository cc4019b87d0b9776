import type { k8s } from 'cdk8s-plus-28';
import { defaultResources } from '../../plan/default-resources';
import { containerResources } from './resources';
import { nonRootUser } from './security';
import { portsFrom } from '../../plan/parallelism';
import { rankPortName } from '../../plan/ports';
import { RoutingProxyProps } from '../../plan/routing-proxy-props';

/**
 * A native sidecar (Kubernetes 1.29 and later): it starts before the engine and ends after it, so a draining engine can
 * still be reached. At its default verbosity it logs no request bodies; `-v=5` of v0.3.0 logs every prompt.
 */
export function routingProxy({
  container = {}, flags, release, protocol, port, enginePort, ranks = 1, security,
}: RoutingProxyProps): k8s.Container {
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
      ...(ranks > 1 && release.ranksFlag !== undefined ? [`${release.ranksFlag}=${ranks}`] : []),
      ...Object.entries({ ...release.flags, ...(ranks > 1 && release.flagsOfRanks), ...flags })
        .map(([name, value]) => `${name}=${value}`),
    ],
    ...(Object.values(flags).some(value => value.includes('$(POD_IP)')) && { env: [podIp] }),
    ports: portsFrom(port, ranks).map((containerPort, rank) => (
      { name: rankPortName('proxy', rank), containerPort, protocol: 'TCP' }
    )),
    resources: containerResources(defaultResources.routingProxy, container.resources),
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      ...nonRootUser(security),
      ...container.securityContext,
    },
  };
}

const podIp: k8s.EnvVar = { name: 'POD_IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } };
