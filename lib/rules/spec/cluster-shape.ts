import type {
  AmountsSpec, ContainerSecuritySpec, ContainersSpec, ContainerSpec, ResourcesSpec,
} from '../../spec/containers';
import type { CaBundleSpec, NetworkSpec, ProxySpec } from '../../spec/network';
import { list, object, oneOf, optional, Shape, string, wholeNumber } from '../../schema/shape';
import { seLinux } from './pod-shape';

/** `network` of a spec. */
export const network: Shape = object<NetworkSpec>({
  ipFamilies: optional(list(oneOf('IPv4', 'IPv6'))), clusterDomain: optional(string),
  proxy: optional(object<ProxySpec>({ url: string, except: optional(list(string)) })),
  caBundle: optional(object<CaBundleSpec>({ configMapName: string, key: optional(string) })),
});

const amounts = object<AmountsSpec>({
  'cpu': optional(string), 'memory': optional(string), 'ephemeral-storage': optional(string),
});

const resources = object<ResourcesSpec>({ requests: optional(amounts), limits: optional(amounts) });

const MAX_USER = 2 ** 31 - 1;

const container = object<ContainerSpec>({
  resources: optional(resources),
  securityContext: optional(
    object<ContainerSecuritySpec>({
      // The pods set `runAsNonRoot`, so the kubelet would start no container of user 0.
      runAsUser: optional(wholeNumber(1, MAX_USER)),
      runAsGroup: optional(wholeNumber(0, MAX_USER)),
      seLinuxOptions: optional(seLinux),
    }),
  ),
});

/** The gateway's container in a spec. */
export const gatewayContainer = object<Pick<ContainerSpec, 'resources'>>({ resources: optional(resources) });

/** `containers` of a spec. */
export const containers: Shape = object<ContainersSpec>({
  endpointPicker: optional(container),
  routingProxy: optional(container),
  tokenizer: optional(gatewayContainer),
  gateway: optional(gatewayContainer),
  verification: optional(gatewayContainer),
  modelDownload: optional(gatewayContainer),
});
