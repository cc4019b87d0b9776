import type { ResourcesSpec } from '../spec/containers';

/**
 * Requests and limits of a data plane's container: those that llm-d-infra sets, with what a spec says instead
 * (llm-d-incubation/llm-d-infra v1.3.3 `charts/llm-d-infra/values.yaml`).
 */
export function defaultResources({ limits, requests }: ResourcesSpec = {}): ResourcesSpec {
  return {
    requests: { cpu: '100m', memory: '128Mi', ...requests },
    limits: { cpu: '2', memory: '1Gi', ...limits },
  };
}
