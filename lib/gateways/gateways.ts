import { agentgatewayGateway } from './agentgateway/agentgateway';
import { envoyAiGatewayGateway } from './envoy-ai-gateway/envoy-ai-gateway';
import { GatewayImplementation, GatewayProvider, GatewayVersionNote, NamespacedName } from './gateway';
import { gkeGateway } from './gke/gke';
import { InferencePoolGroup } from './inference-pool-api';
import { istio, istioGateway } from './istio/istio';
import { nginxGatewayFabricGateway } from './nginx-gateway-fabric/nginx-gateway-fabric';

/** Every implementation of the Gateway API that this library knows, each with a module of its own in this folder. */
export const gateways: readonly GatewayImplementation[] = [
  istioGateway, agentgatewayGateway, envoyAiGatewayGateway, gkeGateway, nginxGatewayFabricGateway,
];

/**
 * The implementation that a spec names.
 *
 * @throws Error for a name that no module has; the shape of a spec refuses it before
 */
export function gatewayNamed(name: string): GatewayImplementation {
  const found = gateways.find(gateway => gateway.name === name);
  if (found === undefined)
    throw new Error(`there is no gateway '${name}'; there are: ${gateways.map(({ name }) => name).join(', ')}`);
  return found;
}

/**
 * The implementation whose controller takes Gateways of a class; undefined for a class that no known implementation
 * has.
 */
export function gatewayOfClass(gatewayClassName: string): GatewayImplementation | undefined {
  return gateways.find(({ gatewayClassNames }) => gatewayClassNames.includes(gatewayClassName));
}

/**
 * The Service of a Gateway's data plane; undefined where there is none in the cluster, or its name is the
 * controller's to choose.
 */
export function serviceOf(
  { name, serviceNameSuffix }: GatewayProvider, gateway: NamespacedName,
): NamespacedName | undefined {
  const { service } = gatewayNamed(name);
  if (service) return service(gateway);
  return serviceNameSuffix === undefined ? undefined : { ...gateway, name: `${gateway.name}${serviceNameSuffix}` };
}

/** The versions of an implementation that read InferencePools of a group, the oldest first. */
export function versionsThatRead(
  { inferencePoolGroups }: GatewayImplementation,
  group: InferencePoolGroup,
): readonly string[] {
  return Object.entries(inferencePoolGroups)
    .filter(([, read]) => read === group)
    .map(([version]) => version);
}

/** What is to be said of a version that is known, if anything is. */
export function noteOf({ versionNotes }: GatewayImplementation, version: string): GatewayVersionNote {
  return Object.hasOwn(versionNotes, version) ? versionNotes[version]! : {};
}

/**
 * Where a version stands among those that are known of an implementation: one of them, newer or older than all, between
 * two, or no minor version at all.
 */
export function standingOf(
  { inferencePoolGroups }: GatewayImplementation,
  version: string,
): 'known' | 'newer' | 'between' | 'older' | 'malformed' {
  if (Object.hasOwn(inferencePoolGroups, version)) return 'known';
  if (!/^\d+\.\d+$/.test(version)) return 'malformed';
  const known = Object.keys(inferencePoolGroups);
  const isNewer = (other: string) => version.localeCompare(other, 'en', { numeric: true }) > 0;
  return known.every(isNewer) ? 'newer' : known.some(isNewer) ? 'between' : 'older';
}

/** The gateway of a chart that is composed by hand and names none: the newest version that was read at its tag. */
export const defaultGateway: GatewayProvider = istio('1.30');
