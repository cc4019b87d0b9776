import type { GatewayVersionNote } from '../gateway';
import type { InferencePoolGroup } from '../inference-pool-api';

/**
 * The group in which a pool is written where one is wanted. Envoy reads no InferencePool: the picker does, and every
 * release that is known reads this group.
 */
export const standaloneInferencePoolGroup = {
  '1.33': 'inference.networking.k8s.io',
  '1.40': 'inference.networking.k8s.io',
} as const satisfies Record<string, InferencePoolGroup>;

/**
 * Envoy's images by minor version. 1.33.2 is that of llm-d's chart (llm-d-router v0.9.0 and ebab6879, after v0.10.0,
 * `config/charts/llm-d-router-standalone/values.yaml`), there without a shell and without `sleep`, which a drain needs;
 * 1.40.0 is what a rehearsal runs.
 */
export const standaloneImages: Readonly<Record<keyof typeof standaloneInferencePoolGroup, string>> = {
  '1.33': 'docker.io/envoyproxy/envoy:v1.33.2',
  '1.40': 'docker.io/envoyproxy/envoy:v1.40.0',
};

/** Envoy repairs a minor version for a year (envoyproxy/envoy `RELEASES.md`); 1.33.0 is of January 2025. */
export const standaloneVersionNotes: Readonly<
  Partial<Record<keyof typeof standaloneInferencePoolGroup, GatewayVersionNote>>
> = {
  '1.33': { outOfSupport: 'since January 2026, a year after 1.33.0' },
};
