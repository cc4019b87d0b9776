import type { GatewayVersionNote } from '../gateway';
import type { InferencePoolGroup } from '../inference-pool-api';

/** The group that each minor version of NGINX Gateway Fabric reads. */
// nginx/nginx-gateway-fabric go.mod by tag: v2.2.0 has the Inference Extension v1.0.1, v2.3.0 and v2.4.0 v1.1.0, v2.5.0
// v1.4.0, v2.6.7 v1.5.0; all read its v1 API (`internal/controller/state/graph/backend_refs.go`).
export const nginxGatewayFabricInferencePoolGroup = {
  '2.2': 'inference.networking.k8s.io',
  '2.3': 'inference.networking.k8s.io',
  '2.4': 'inference.networking.k8s.io',
  '2.5': 'inference.networking.k8s.io',
  '2.6': 'inference.networking.k8s.io',
} as const satisfies Record<string, InferencePoolGroup>;

/** What is to be said of these versions. */
export const nginxGatewayFabricVersionNotes: Readonly<
  Partial<Record<keyof typeof nginxGatewayFabricInferencePoolGroup, GatewayVersionNote>>
> = {};
