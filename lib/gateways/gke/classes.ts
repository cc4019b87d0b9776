/**
 * The GatewayClasses of GKE that read InferencePools: an internal and an external load balancer of one region
 * (cloud.google.com, About GKE Inference Gateway). The others of GKE route to Services alone.
 */
export const gkeClasses = ['gke-l7-rilb', 'gke-l7-regional-external-managed'] as const;
