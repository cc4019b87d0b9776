/**
 * The API groups in which an InferencePool exists. They are two different resources to Kubernetes: neither converts to
 * the other.
 */
export type InferencePoolGroup = 'inference.networking.x-k8s.io' | 'inference.networking.k8s.io';

/**
 * The API version of InferencePool that each group serves. Source: gateway-api-inference-extension v1.0.1 and v1.5.0,
 * `config/crd/bases`.
 */
export const inferencePoolVersions = {
  'inference.networking.x-k8s.io': 'v1alpha2',
  'inference.networking.k8s.io': 'v1',
} as const satisfies Record<InferencePoolGroup, string>;
