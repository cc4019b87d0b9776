import { Manifest } from '../manifests';

/** The plural resource of each kind that is used here, and whether it lives in a namespace. */
const resources: Readonly<Record<string, { readonly plural: string; readonly clusterScoped?: true }>> = {
  Kustomization: { plural: 'kustomizations' },
  Namespace: { plural: 'namespaces', clusterScoped: true },
  Node: { plural: 'nodes', clusterScoped: true },
  CustomResourceDefinition: { plural: 'customresourcedefinitions', clusterScoped: true },
  Application: { plural: 'applications' },
  ApplicationSet: { plural: 'applicationsets' },
  AgentgatewayParameters: { plural: 'agentgatewayparameters' },
  AuthorizationPolicy: { plural: 'authorizationpolicies' },
  ClientTrafficPolicy: { plural: 'clienttrafficpolicies' },
  ComputeDomain: { plural: 'computedomains' },
  ConfigMap: { plural: 'configmaps' },
  Deployment: { plural: 'deployments' },
  DestinationRule: { plural: 'destinationrules' },
  EnvoyProxy: { plural: 'envoyproxies' },
  GCPBackendPolicy: { plural: 'gcpbackendpolicies' },
  Gateway: { plural: 'gateways' },
  HealthCheckPolicy: { plural: 'healthcheckpolicies' },
  HorizontalPodAutoscaler: { plural: 'horizontalpodautoscalers' },
  HTTPRoute: { plural: 'httproutes' },
  Job: { plural: 'jobs' },
  LeaderWorkerSet: { plural: 'leaderworkersets' },
  DisaggregatedSet: { plural: 'disaggregatedsets' },
  InferencePool: { plural: 'inferencepools' },
  NginxProxy: { plural: 'nginxproxies' },
  NetworkPolicy: { plural: 'networkpolicies' },
  PersistentVolumeClaim: { plural: 'persistentvolumeclaims' },
  Pod: { plural: 'pods' },
  PodDisruptionBudget: { plural: 'poddisruptionbudgets' },
  PodMonitor: { plural: 'podmonitors' },
  PrometheusRule: { plural: 'prometheusrules' },
  ReferenceGrant: { plural: 'referencegrants' },
  ReplicaSet: { plural: 'replicasets' },
  RequestAuthentication: { plural: 'requestauthentications' },
  ResourceClaimTemplate: { plural: 'resourceclaimtemplates' },
  Role: { plural: 'roles' },
  RoleBinding: { plural: 'rolebindings' },
  ScaledObject: { plural: 'scaledobjects' },
  TriggerAuthentication: { plural: 'triggerauthentications' },
  Secret: { plural: 'secrets' },
  Service: { plural: 'services' },
  ServiceMonitor: { plural: 'servicemonitors' },
  ServiceAccount: { plural: 'serviceaccounts' },
};

/** The URL path of an object. */
export function resourcePath({ apiVersion, kind, metadata }: Manifest): string {
  return `${collectionPath({ apiVersion, kind, namespace: metadata.namespace })}/${metadata.name}`;
}

/** The URL path of all objects of a kind, in one namespace where it has them. */
export function collectionPath({
  apiVersion,
  kind,
  namespace,
}: {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
}): string {
  const resource = resources[kind];
  if (!resource) throw new Error(`no resource is known for the kind ${kind}`);
  const group = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${group}${resource.clusterScoped ? '' : `/namespaces/${namespace}`}/${resource.plural}`;
}
