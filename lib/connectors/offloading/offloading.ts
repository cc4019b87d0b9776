import type { k8s } from 'cdk8s-plus-28';
import type { OffloadingSpec, TierStorageSpec } from '../../spec/offloading';
import type { Quantity } from '../../spec/quantity';
import type { EnvSource } from '../../spec/references';
import type { ConnectorPort, TransferConfig } from '../connector';

/** What keeps KV cache that GPUs have no room for. Each has a module in this folder, behind this interface. */
export interface Offloading<Spec extends OffloadingSpec = OffloadingSpec> {
  /** As `offloading.type` of a spec names it. */
  readonly type: Spec['type'];
  /** What it is, for a reader. */
  readonly title: string;
  /** The class in vLLM, `kv_connector` in `--kv-transfer-config`. */
  readonly name: string;
  /** The package of Python that it calls, which the image must have. @default - none: vLLM has all of it */
  readonly library?: string;
  /** Why it does not keep KV cache of a kind of device, as the end of a sentence; undefined where it does. */
  readonly withoutDevice: (device: string) => string | undefined;
  /** Why an engine needs RDMA devices, as the end of a sentence; undefined where it needs none. */
  readonly withoutFabric: (spec: Spec) => string | undefined;
  /** `--kv-transfer-config` of an engine, to be written as JSON. */
  readonly transferConfig: (spec: Spec) => TransferConfig;
  /** Environment of the engine. */
  readonly environment: (spec: Spec) => Readonly<Record<string, EnvSource>>;
  /** Folders that the engine gets for it. */
  readonly folders: (spec: Spec) => readonly OffloadingFolder[];
  /** Files of a ConfigMap that is made for it; none where it needs none. */
  readonly configuration: (spec: Spec, hasFabric: boolean) => Readonly<Record<string, string>>;
  /** Memory of the host that it takes, of each engine; undefined where the spec does not say it. */
  readonly memory: (spec: Spec) => Quantity | undefined;
  /** Whether it sends KV cache through RDMA devices, where the pods have them. */
  readonly usesFabric: (spec: Spec) => boolean;
  /** Whether that memory is in `/dev/shm`. */
  readonly inSharedMemory: boolean;
  /** Ports on which the pods of the role ask each other; none where they do not. */
  readonly peerPorts: (spec: Spec) => readonly ConnectorPort[];
  /** The protocol of the routing proxy that the pods need even without prefill pods, and its flags. @default - none */
  readonly proxy: (spec: Spec) => OffloadingProxy | undefined;
  /** What of it a version of vLLM must have beside the class: names of tiers. */
  readonly tiers: (spec: Spec) => readonly string[];
  /** Tokens that are moved together; undefined where that is not stated. */
  readonly chunkTokens: (spec: Spec) => number | undefined;
  /** Whether names of what it keeps are hashes that pods share, so that all of them need one seed. */
  readonly sharesHashes: boolean;
  /** How names of its environment variables begin: a Job that runs the same image leaves them out. */
  readonly environmentPrefixes: readonly string[];
  /** Where this was read, and what of it ran. */
  readonly proof: string;
  /** Whether what a spec says ran on real parts, with a vLLM of which these tiers were measured. */
  readonly hasRun: (spec: Spec, measuredTiers: readonly string[]) => boolean;
}

/** A folder of the engine's container. */
export interface OffloadingFolder {
  /** Name of its volume. */
  readonly name: string;
  /** Where it is mounted. */
  readonly path: string;
  /** What is mounted. */
  readonly storage: TierStorageSpec;
}

/** How the routing proxy takes part. */
export interface OffloadingProxy {
  /** Its protocol. */
  readonly protocol: string;
  /** Its flags, by name. */
  readonly flags: Readonly<Record<string, string>>;
}

/** The ConfigMap of an offloading, mounted here. */
export const CONFIGURATION_PATH = '/etc/kv-cache';

/** What most of them have: nothing. */
export const plain = {
  withoutDevice: () => undefined,
  withoutFabric: () => undefined,
  environment: () => ({}),
  folders: () => [],
  configuration: () => ({}),
  usesFabric: () => false,
  inSharedMemory: false,
  peerPorts: () => [],
  proxy: () => undefined,
  tiers: () => [],
  chunkTokens: () => undefined,
  sharesHashes: false,
  hasRun: () => false,
} as const satisfies Partial<Offloading>;

/** The volume of a folder. */
export function folderVolume({ name, storage }: OffloadingFolder, claimName: string): k8s.Volume {
  switch (storage.type) {
    case 'persistentVolumeClaim': return { name, persistentVolumeClaim: { claimName } };
    case 'existingClaim': return { name, persistentVolumeClaim: { claimName: storage.claimName } };
    case 'hostPath': return { name, hostPath: { path: storage.path, type: 'DirectoryOrCreate' } };
    case 'emptyDir': return { name, emptyDir: {} };
  }
}
