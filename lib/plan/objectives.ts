import type { MonitoringSpec, ObjectivesSpec } from '../spec/operations';

/** What a deployment is held to. */
export function objectives(monitoring: MonitoringSpec | undefined): Required<ObjectivesSpec> {
  return { ...defaultObjectives, ...monitoring?.objectives };
}

/**
 * Held to unless the spec says otherwise: bounds of vLLM's histograms that a reader of streamed text does not notice.
 */
const defaultObjectives = { firstTokenSeconds: 2.5, tokenSeconds: 0.05, ratio: 0.99 } as const;
