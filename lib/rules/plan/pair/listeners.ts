import { connectorNamed } from '../../../connectors/connectors';
import { portsFrom, servingPorts } from '../../../plan/parallelism';
import { supervisorPort } from '../../../plan/ports';
import type { PoolPlan } from '../../../plan/pool-plan';
import { Violation } from '../../language/rule';
import { flagsOf } from '../../language/vllm-arguments';

/** What listens in a pod, and on which port. */
export interface Listener {
  /** What it is. */
  readonly what: string;
  /** On which port. */
  readonly port: number;
  /** Where the port is written. @default - it is derived */
  readonly field?: string;
}

/** All that listens in the pods of a pool. */
export function portsOf(pool: PoolPlan): Listener[] {
  const { connector, enginePort, extraArgs, kvEvents, modelServer, parallelism } = pool;
  const [data, tensor] = [counted(parallelism.data), counted(parallelism.tensor)];
  const ranks = servingPorts(parallelism);
  return [
    ...portsFrom(enginePort, ranks).map(port => ({ what: 'the engine', port })),
    ...(parallelism.balancing === 'ports' ? [{ what: 'the supervisor', port: supervisorPort(enginePort) }] : []),
    ...(pool.role === 'decode' && pool.routingProxy
      ? portsFrom(pool.routingProxy.port, ranks).map(port => ({ what: 'the routing proxy', port }))
      : []),
    ...(connector === undefined ? [] : connectorNamed(connector).ports({ modelServer, parallelism: { data, tensor } }))
      .map(({ port }) => ({ what: 'the side channel', port })),
    ...eventListeners('KV events', 'port', kvEvents?.ports),
    ...eventListeners('the replay of KV events', 'replayPort', kvEvents?.replayPorts),
    // Of several vLLM takes the last.
    ...flagsOf(extraArgs)
      .filter(({ name }) => name === '--kv-events-config')
      .slice(-1)
      .map(({ index, value = '' }) => ({
        what: 'KV events',
        port: Number(/"endpoint"\s*:\s*"[^"]*:(\d+)"/.exec(value)?.[1] ?? KV_EVENTS_PORT),
        field: `${pool.role}.extraArgs[${index}]`,
      })),
  ];
}

function eventListeners(what: string, field: string, ports: readonly number[] = []): Listener[] {
  return ports.map(port => ({ what, port, field: `endpointPicker.precisePrefix.${field}` }));
}

/** Listeners of one pod on one port: once for two of them, however many ports they share. */
export function collisions(pool: PoolPlan): Violation[] {
  const listeners = portsOf(pool);
  const shared = listeners.flatMap((own, index): Shared[] => {
    const earlier = listeners.slice(0, index).find(({ port }) => port === own.port);
    return earlier ? [{ ...own, earlier: earlier.what }] : [];
  });
  const alike = ({ earlier, field, what }: Shared) => shared.filter(other =>
    other.earlier === earlier && other.what === what && other.field === field);
  return shared.filter(each => alike(each)[0] === each).map((each): Violation => {
    const { earlier, field, port, what } = each;
    const more = alike(each).length - 1;
    const free = freePort(listeners, listeners.filter(other => other.field === field).length);
    return {
      field: field ?? `${pool.role}.ports`,
      cause: `${earlier} and ${what} of ${pool.role} pods both listen on ${port}`
        + (more === 0 ? '' : ` and on ${more} more ports`),
      ...(field !== undefined && {
        fix: field.includes('extraArgs')
          ? `set the \`endpoint\` of this flag to \`tcp://*:${free}\``
          : `set it to ${free}`,
      }),
    };
  });
}

/** A listener on a port that another one has. */
interface Shared extends Listener {
  readonly earlier: string;
}

/** The first port from vLLM's own for KV events on after which as many are free. */
function freePort(listeners: readonly Listener[], ports: number): number {
  const taken = listeners.map(({ port }) => port);
  let first = KV_EVENTS_PORT;
  while (taken.some(port => port >= first && port < first + ports)) first++;
  return first;
}

/** Sizes that are no whole numbers have their own rule. */
function counted(size: number): number {
  return Number.isInteger(size) && size > 0 ? Math.min(size, MOST_RANKS) : 1;
}

/** vLLM's default endpoint for KV events is tcp://*:5557 (vllm/config/kv_events.py). */
const KV_EVENTS_PORT = 5557;

/** More ranks than the GPUs of any node: the sizes of a plan may be nonsense. */
const MOST_RANKS = 64;
