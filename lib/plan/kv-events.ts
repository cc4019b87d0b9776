import type { InferenceSpec } from '../spec/deployment';
import { SERVING_PORT } from './ports';

/** The events in which an engine says what is in its KV cache. */
export interface KvEventsPlan {
  /** The port of the events. */
  readonly port: number;
  /** The port on which it repeats them. @default - it repeats none */
  readonly replayPort?: number;
  /** Under what it sends them: pods and models are told apart by it. */
  readonly topic: string;
}

/** What every topic begins with: the picker asks for those (llm-d-router release-0.10 `pkg/kvevents/pool.go`). */
export const TOPIC_FILTER = 'kv@';

/** The variable of the engine with the address of its pod. */
export const POD_ADDRESS = 'POD_IP';

/**
 * The events of the engines of a spec; none where nobody reads them. A pod is known by the address on which the picker
 * sends it requests (`engineadapter/common.go`, parseTopic: three parts between `@`).
 */
export function kvEventsOf(
  { endpointPicker: { precisePrefix } = {} }: Pick<InferenceSpec, 'endpointPicker'>, servedName: string,
): KvEventsPlan | undefined {
  if (precisePrefix === undefined) return undefined;
  const { port = EVENTS_PORT, replayPort = REPLAY_PORT } = precisePrefix;
  return {
    port,
    ...(replayPort !== false && { replayPort }),
    topic: `${TOPIC_FILTER}$(${POD_ADDRESS}):${SERVING_PORT}@${servedName}`,
  };
}

/** As in llm-d `guides/precise-prefix-cache-routing`; vLLM's own default, 5557, is as good. */
const EVENTS_PORT = 5556;

/** As in the same guide. */
const REPLAY_PORT = 5559;
