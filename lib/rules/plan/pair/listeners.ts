import { connectorNamed } from '../../../connectors/connectors';
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
  // Sizes that are no whole numbers have their own rule.
  const tensor
    = Number.isInteger(parallelism.tensor) && parallelism.tensor > 0 ? Math.min(parallelism.tensor, MOST_RANKS) : 1;
  return [
    { what: 'the engine', port: enginePort },
    ...(pool.role === 'decode' && pool.routingProxy
      ? [{ what: 'the routing proxy', port: pool.routingProxy.port }]
      : []),
    ...(connector === undefined ? [] : connectorNamed(connector).ports({ modelServer, parallelism: { tensor } }))
      .map(({ port }) => ({ what: 'the side channel', port })),
    ...[['KV events', 'port'], ['the replay of KV events', 'replayPort']].flatMap(([what = '', name = '']) => {
      const port = kvEvents?.[name as 'port' | 'replayPort'];
      return port === undefined ? [] : [{ what, port, field: `endpointPicker.precisePrefix.${name}` }];
    }),
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

/** Listeners of one pod on one port. */
export function collisions(pool: PoolPlan): Violation[] {
  const listeners = portsOf(pool);
  return listeners.flatMap(({ what, port, field }, index): Violation[] => {
    const earlier = listeners.slice(0, index).find(other => other.port === port);
    const free = [5557, 5558, 5559].find(candidate => listeners.every(other => other.port !== candidate));
    return earlier
      ? [
          {
            field: field ?? `${pool.role}.ports`,
            cause: `${earlier.what} and ${what} of ${pool.role} pods both listen on ${port}`,
            ...(field !== undefined && {
              fix: field.includes('extraArgs')
                ? `set the \`endpoint\` of this flag to \`tcp://*:${free}\``
                : `set it to ${free}`,
            }),
          },
        ]
      : [];
  });
}

/** vLLM's default endpoint for KV events is tcp://*:5557 (vllm/config/kv_events.py). */
const KV_EVENTS_PORT = 5557;

/** More ranks than the GPUs of any node: the sizes of a plan may be nonsense. */
const MOST_RANKS = 64;
