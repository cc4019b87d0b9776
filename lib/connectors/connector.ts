import type { ConnectorSpec } from '../spec/connector';
import type { EnvSource } from '../spec/references';
import type { Role } from '../spec/role';

/** What a connector reads of the engine of one role. */
export interface ConnectedEngine {
  /** What the pods do. */
  readonly role: Role;
  /** What the spec says of the connector. @default - nothing but its kind */
  readonly connectorSettings?: ConnectorSpec;
  /** Whether KV cache travels through AWS's EFA. @default false */
  readonly efa?: boolean;
  /** Whether the pods have RDMA devices of any kind. @default false */
  readonly hasFabric?: boolean;
  /** The port on which it answers requests. */
  readonly enginePort: number;
  /** The command line of its vLLM. */
  readonly modelServer: {
    /** `kv_role` of each role. */
    readonly kvRole: Readonly<Record<Role, string>>;
    /** `kv_load_failure_policy`; absent where vLLM does not know the key. */
    readonly kvLoadFailurePolicy?: string;
    /** Whether each tensor-parallel rank has a side-channel port. */
    readonly sideChannelPerTensorRank: boolean;
  };
  /** Tensor-parallel GPUs of the engine, and its data-parallel ranks in all pods. */
  readonly parallelism: { readonly tensor: number; readonly data: number };
}

/** What takes KV cache from prefill pods to decode pods. Each has a module in this folder, behind this interface. */
export interface Connector {
  /** The class in vLLM, `kv_connector` in `--kv-transfer-config`. */
  readonly name: string;
  /** As `connector.type` of a spec names it. */
  readonly type: ConnectorSpec['type'];
  /** What it is, for a reader. */
  readonly title: string;
  /** The protocol that the routing proxy speaks with it. */
  readonly proxyProtocol: string;
  /** Further flags of the routing proxy, by name; `$(POD_IP)` is its address. @default - none */
  readonly proxyFlags?: (engine: { readonly tensor: number }) => Readonly<Record<string, string>>;
  /** The package of Python that it calls, which the image must have. @default - none: vLLM has all of it */
  readonly library?: string;
  /** Whether it moves the state of layers that keep one, whatever the version of vLLM. @default - by the version */
  readonly movesState?: true;
  /** Why it does not move KV cache of a kind of device, as the end of a sentence; undefined where it does. */
  readonly withoutDevice: (engine: EngineOnDevice) => string | undefined;
  /** Why an engine needs RDMA devices, as the end of a sentence; undefined where it needs none. */
  readonly withoutFabric: (engine: Pick<ConnectedEngine, 'connectorSettings'>) => string | undefined;
  /** Why KV cache of an engine does not go through AWS's EFA, as the end of a sentence; undefined where it does. */
  readonly withoutEfa: (engine: Pick<ConnectedEngine, 'connectorSettings' | 'efa'>) => string | undefined;
  /** Whether KV cache goes through buffers in the memory of the host, which not every pair can do. */
  readonly buffersOnHost: (engine: Pick<ConnectedEngine, 'connectorSettings' | 'role'>) => boolean;
  /** Keys of `--kv-transfer-config` that are written for an engine and that not every vLLM has, each with its field. */
  readonly settings: (engine: Pick<ConnectedEngine, 'connectorSettings' | 'efa' | 'role'>) =>
  Readonly<Record<string, string>>;
  /** `--kv-transfer-config` of an engine, to be written as JSON. */
  readonly transferConfig: (engine: ConnectedEngine) => TransferConfig;
  /** Environment of the engine. */
  readonly environment: (engine: ConnectedEngine) => Readonly<Record<string, EnvSource>>;
  /** Ports on which the engine listens for its peers. */
  readonly ports: (engine: Pick<ConnectedEngine, 'modelServer' | 'parallelism'>) => readonly ConnectorPort[];
  /** Ports on which KV cache arrives at a pod, of either role, over TCP. */
  readonly cachePorts: PortRange;
  /** How names of its environment variables begin: a Job that runs the same image leaves them out. */
  readonly environmentPrefixes: readonly string[];
  /** What of it was run on real parts, and where the rest was read. */
  readonly proof: string;
  /** Whether what is said of an engine was run on real parts, with a vLLM of which these settings were measured. */
  readonly hasRun: (
    engine: Pick<ConnectedEngine, 'connectorSettings' | 'efa' | 'role'>, measuredSettings: readonly string[],
  ) => boolean;
}

/** What a connector reads of the engine when it is asked for a kind of device. */
export interface EngineOnDevice extends Pick<ConnectedEngine, 'connectorSettings' | 'role'> {
  /** The kind of device, as a spec names it. */
  readonly device: string;
}

/** `--kv-transfer-config`, a JSON object. */
export type TransferConfig = Readonly<Record<string, unknown>>;

/** A port of a container. */
export interface ConnectorPort {
  /** Its name. */
  readonly name: string;
  /** Its number. */
  readonly port: number;
}

/** Ports from the first to the last. */
export interface PortRange {
  /** The first. */
  readonly first: number;
  /** The last. */
  readonly last: number;
}
