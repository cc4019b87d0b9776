import type { InferenceSpec } from '../spec/deployment';
import type { Role } from '../spec/role';
import type { KvEventsPlan } from './kv-events-plan';
import { portsFrom } from './parallelism';
import { rankPorts, targetPorts } from './planned-ports';
import { MOST_TARGET_PORTS, SERVING_PORT } from './ports';

/** What every topic begins with: the picker asks for those (llm-d-router v0.10.0 `pkg/kvevents/pool.go`). */
export const TOPIC_FILTER = 'kv@';

/** The variable of the engine with the address of its pod. */
export const POD_ADDRESS = 'POD_IP';

/**
 * The events of the engines of a spec; none where nobody reads them. A pod is known by the address on which the picker
 * sends it requests (llm-d-router v0.10.0 `engineadapter/common.go`, parseTopic: three parts between `@`). The picker
 * dials the first port and the index of the endpoint in its pod (`preciseprefixcache/extractor.go`); a rank of vLLM
 * adds its number in the engine (vLLM 0.27.1 and 0.30.0 `vllm/distributed/kv_events.py`, offset_endpoint_port). The two
 * are one number in the first pod of an engine only: PD375.
 */
export function kvEventsOf(
  spec: InferenceSpec, servedName: string, role: Role,
): KvEventsPlan | undefined {
  const { precisePrefix } = spec.endpointPicker ?? {};
  if (precisePrefix === undefined) return undefined;
  const { port = EVENTS_PORT } = precisePrefix;
  const { replayPort = targetPorts(spec) === 1 ? REPLAY_PORT : port + MOST_TARGET_PORTS } = precisePrefix;
  const ranks = rankPorts(spec, role);
  return {
    ports: portsFrom(port, ranks),
    replayPorts: replayPort === false ? [] : portsFrom(replayPort, ranks),
    topic: `${TOPIC_FILTER}$(${POD_ADDRESS}):${SERVING_PORT}@${servedName}`,
  };
}

/** As in llm-d `guides/precise-prefix-cache-routing`; vLLM's own default, 5557, is as good. */
const EVENTS_PORT = 5556;

/** As in the same guide; engines of several ranks have it after the ports of all of them. */
const REPLAY_PORT = 5559;
