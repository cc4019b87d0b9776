import type { MonitoringSpec, ObjectivesSpec } from '../spec/operations';

/** What a deployment is held to. */
export function objectives(monitoring: MonitoringSpec | undefined): Required<ObjectivesSpec> {
  return { ...defaultObjectives, ...monitoring?.objectives };
}

/** The objectives of one request in milliseconds: to its first token, and a token after it. */
export function requestObjectives(monitoring?: MonitoringSpec): { readonly ttftMs: number; readonly tpotMs: number } {
  const { firstTokenSeconds, tokenSeconds } = objectives(monitoring);
  return { ttftMs: firstTokenSeconds * 1000, tpotMs: tokenSeconds * 1000 };
}

/**
 * Held to unless the spec says otherwise: bounds of vLLM's histograms that a reader of streamed text does not notice.
 */
const defaultObjectives = { firstTokenSeconds: 2.5, tokenSeconds: 0.05, ratio: 0.99 } as const;
