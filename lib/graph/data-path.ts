import { connectorNamed, defaultConnector } from '../connectors/connectors';
import type { InferencePlan } from '../plan/inference-plan';
import { gpus, type ModelServerPoolProps } from '../plan/model-server-pool-props';
import { pairsOf, poolOf, type PoolPair } from '../plan/pools';

/** The way of a request through a deployment, and of its KV cache. */
export interface DataPath {
  /** Name of the deployment. */
  readonly deployment: string;
  /** What clients call the model. */
  readonly model: string;
  readonly gateway: { readonly name: string; readonly implementation: string; readonly port: number };
  readonly httpRoute: string;
  readonly inferencePool: string;
  readonly endpointPicker: { readonly name: string; readonly port: number };
  /** The port is the routing proxy's where there is one; the engine has one of its own. */
  readonly decode: PodsOnPath & { readonly enginePort: number };
  /** Where prompts are computed. @default - by the decode pods */
  readonly prefill?: PrefillOnPath;
}

/** The prefill pods, and how their work gets to the decode pods. */
export interface PrefillOnPath extends PodsOnPath {
  /** The header in which the picker names the pod; absent where the sidecar's is not known. */
  readonly header?: string;
  readonly kvCache: { readonly connector: string; readonly handshakePort: number };
}

/** The pods of a role. */
export interface PodsOnPath {
  readonly name: string;
  readonly replicas: number;
  /** Whether the number is the least that an autoscaler keeps. */
  readonly autoscaled: boolean;
  readonly gpus: number;
  /** Pods of one engine. @default 1 */
  readonly nodes?: number;
  /** The port that takes requests. */
  readonly port: number;
}

/** The data path of a deployment. */
export function dataPathOf(plan: InferencePlan): DataPath {
  const { endpointPicker, inferenceGateway, inferencePool, name } = plan;
  const decode = poolOf(plan, 'decode');
  const { provider } = inferenceGateway;
  const [prefill] = pairsOf(plan).map(prefillOf);
  return {
    deployment: name,
    model: decode.model.servedName,
    gateway: {
      name: inferenceGateway.name,
      implementation: `${provider.name} ${provider.version}`,
      port: inferenceGateway.entrance.listeners[0]?.port ?? GATEWAY_PORT,
    },
    httpRoute: inferenceGateway.httpRoute,
    inferencePool: inferencePool.name,
    endpointPicker: { name: endpointPicker.name, port: inferencePool.endpointPicker.port },
    decode: { ...podsOf(decode, decode.routingProxy?.port ?? decode.enginePort), enginePort: decode.enginePort },
    ...prefill && { prefill },
  };
}

function prefillOf({ decode, prefill }: PoolPair): PrefillOnPath {
  const [header] = decode.routingProxy?.release.targetHeaders ?? [];
  const connector = connectorNamed(decode.connector ?? defaultConnector.name);
  return {
    ...podsOf(prefill, prefill.enginePort),
    ...header !== undefined && { header },
    kvCache: { connector: connector.name, handshakePort: connector.ports(decode)[0]!.port },
  };
}

/** Of a Gateway that exists, nothing is known. */
const GATEWAY_PORT = 80;

type Pool = Pick<ModelServerPoolProps, 'autoscaled' | 'name' | 'parallelism' | 'replicas'>;

function podsOf(pool: Pool, port: number): PodsOnPath {
  const { autoscaled, name, replicas } = pool;
  const { nodes } = pool.parallelism;
  return { name, replicas, autoscaled, gpus: gpus(pool), ...(nodes > 1 && { nodes }), port };
}
