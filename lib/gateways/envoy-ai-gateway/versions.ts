import type { GatewayVersionNote } from '../gateway';
import type { InferencePoolGroup } from '../inference-pool-api';

/** The group that each minor version of Envoy AI Gateway reads. */
// envoyproxy/ai-gateway go.mod by tag: v0.4.0 to v1.1.0 have the Inference Extension v1.0.2 and read its v1 API.
export const envoyAiGatewayInferencePoolGroup = {
  '0.4': 'inference.networking.k8s.io',
  '0.5': 'inference.networking.k8s.io',
  '0.6': 'inference.networking.k8s.io',
  '0.7': 'inference.networking.k8s.io',
  '1.0': 'inference.networking.k8s.io',
  '1.1': 'inference.networking.k8s.io',
} as const satisfies Record<string, InferencePoolGroup>;

/** What is to be said of these versions. */
export const envoyAiGatewayVersionNotes: Readonly<
  Partial<Record<keyof typeof envoyAiGatewayInferencePoolGroup, GatewayVersionNote>>
> = {};

/** The patch of Envoy Gateway that a version is built with: its go.mod. */
export const envoyGatewayOf: Readonly<Record<keyof typeof envoyAiGatewayInferencePoolGroup, string>> = {
  '0.4': 'v1.6.0', '0.5': 'v1.7.0', '0.6': 'v1.7.0', '0.7': 'v1.8.1', '1.0': 'v1.8.1', '1.1': 'v1.8.1',
};
