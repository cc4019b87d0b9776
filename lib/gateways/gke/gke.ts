import { Chart } from 'cdk8s';
import { ControlledGateway, GatewayProvider } from '../gateway';
import { InferencePoolGroup } from '../inference-pool-api';
import { gkeClasses } from './classes';
import { LoadBalancerPolicies } from './load-balancer-policies';

/** A GatewayClass of GKE that reads InferencePools, or any other text, which is a finding at synth. */
// With a plain `string`, an editor offers no classes.
export type GkeClass = (typeof gkeClasses)[number] | (string & {});

/** Settings of a load balancer of GKE that the user may choose. */
export interface GkeOptions {
  /**
   * Seconds after which the load balancer cuts a request, the whole stream of tokens counted: it has no way to say
   * that there is no limit.
   * @default 300
   */
  readonly timeoutSeconds?: number;
  /**
   * The range of the proxy-only subnet of the cluster's network and region, from which the load balancer connects to
   * pods: network policies let it in (PD764).
   * @default - not known
   */
  readonly proxyOnlySubnet?: string;
}

/**
 * The Gateway API support of GKE: a load balancer of Google Cloud, outside of the cluster, whose class says who may
 * reach it. The version is the first of GKE that brings the CRD of InferencePool along.
 */
export function gke(gatewayClassName: GkeClass, options: GkeOptions = {}): GatewayProvider {
  return provider({
    ...options, gatewayClassName, version: '1.34', inferencePoolGroup: 'inference.networking.k8s.io',
  });
}

function provider({
  gatewayClassName = gkeGateway.gatewayClassNames[0],
  proxyOnlySubnet,
  timeoutSeconds = 300,
  ...of
}: GkeOptions & {
  readonly version: string; readonly inferencePoolGroup: InferencePoolGroup; readonly gatewayClassName?: string;
}): GatewayProvider {
  return {
    // Options that do not exist, which the shape of a gateway refuses.
    ...of,
    name: gkeGateway.name,
    gatewayClassName,
    timeoutSeconds,
    ...(proxyOnlySubnet !== undefined && { sourceRanges: [proxyOnlySubnet, ...HEALTH_CHECKS] }),
  };
}

/** Where health checks of Google Cloud come from (cloud.google.com, Firewall rules for load balancers). */
const HEALTH_CHECKS = ['35.191.0.0/16', '130.211.0.0/22'];

/** The first version of GKE with the CRD of InferencePool (llm-d-router ebab6879, the GKE provider). */
const FIRST = [1, 34, 0, 1626000];

/** What is known of GKE as a gateway. Its controller is no open source: all is from Google's documentation. */
export const gkeGateway: ControlledGateway = {
  name: 'gke',
  title: 'GKE Gateway',
  gatewayClassNames: gkeClasses,
  publicClassNames: ['gke-l7-regional-external-managed'],
  otherClasses: false,
  inferencePoolGroups: { '1.34': 'inference.networking.k8s.io' },
  versionNotes: { '1.34': { readInstead: 'its documentation says; the controller is no open source' } },
  provider,
  apiGroups: ['networking.gke.io'],
  objectsOfNamespaces: [],
  pods: () => 'outside the cluster',
  abilities: {
    carriesPickerHeaders: true,
    callersHeaders: 'kept',
    timeouts: false,
    weights: 'yes',
    failureMode: 'as the pool says',
    promptLimit: 'not known',
    source: 'cloud.google.com, About GKE Inference Gateway; llm-d-router ebab6879 '
      + 'config/charts/llm-d-router-gateway/templates/gke.yaml and httproute.yaml',
  },
  addObjects: (scope, { inferencePool, provider: { timeoutSeconds = 300 } }) => {
    // Both are about the pool, whatever routes lead to it.
    const id = `load-balancer-${inferencePool.name}`;
    if (Chart.of(scope).node.findAll().some(({ node }) => node.id === id)) return;
    new LoadBalancerPolicies(scope, id, { ...inferencePool, timeoutSeconds });
  },
  derivedNames: () => [],
  specOf: () => `gke('${gkeClasses[0]}')`,
  controller: {
    title: 'the controller of GKE',
    versionOf: () => undefined,
    readsIn: kubernetes => isAtLeast(FIRST, kubernetes),
    installation: () => ['gcloud container clusters update <cluster> --location <location> --gateway-api=standard'],
  },
  rehearsal: { lacks: 'the load balancer is a service of Google Cloud' },
  proof: { objects: 'an API server with a form of this project\'s own, from documentation' },
};

/** Whether `v1.34.1-gke.1829001` is at least a version of GKE; a cluster that is not of GKE is none. */
function isAtLeast(first: readonly number[], kubernetes: string): boolean {
  const found = /^v?(\d+)\.(\d+)\.(\d+)-gke\.(\d+)/.exec(kubernetes)?.slice(1).map(Number);
  const different = found?.findIndex((part, index) => part !== first[index]) ?? -1;
  return found !== undefined && (different === -1 || found[different]! > first[different]!);
}
