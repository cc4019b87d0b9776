import type { EnvSource } from '../spec/references';
import type { Role } from '../spec/role';

/** What a connector reads of the engine of one role. */
export interface ConnectedEngine {
  /** What the pods do. */
  readonly role: Role;
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
  /** The protocol that the routing proxy speaks with it. */
  readonly proxyProtocol: string;
  /** `--kv-transfer-config` of an engine, to be written as JSON. */
  readonly transferConfig: (engine: ConnectedEngine) => Readonly<Record<string, string | undefined>>;
  /** Environment of the engine. */
  readonly environment: Readonly<Record<string, EnvSource>>;
  /** Ports on which the engine listens for its peers. */
  readonly ports: (engine: Omit<ConnectedEngine, 'role'>) => readonly ConnectorPort[];
  /** Ports on which KV cache arrives at a pod, of either role, over TCP. */
  readonly cachePorts: PortRange;
  /** How names of its environment variables begin: a Job that runs the same image leaves them out. */
  readonly environmentPrefixes: readonly string[];
}

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
