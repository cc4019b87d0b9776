import { inferencePoolVersions } from '../gateways/inference-pool-api';
import { text as script } from './inference-pool-health.lua.json';

/**
 * The keys of Argo CD's ConfigMap `argocd-cm` that make it judge InferencePools, of which it knows nothing itself (Argo
 * CD 3.2).
 *
 * A pool that no route refers to yet has no parents and is healthy: routes are applied after pools, so a wait for one
 * would never end. Conditions about an earlier generation say nothing about this one.
 */
export function inferencePoolHealth(): Record<string, string> {
  const keys = Object.keys(inferencePoolVersions).map(group => `resource.customizations.health.${group}_InferencePool`);
  return Object.fromEntries(keys.map(key => [key, script]));
}
