import type { AcceleratorFacts } from './accelerator-facts';
import type { DeviceName } from './accelerator';

/** A vendor's devices as Kubernetes and an engine see them. Each has a module in this folder, behind this interface. */
export interface Device {
  /** As a spec and a plan name it. */
  readonly name: DeviceName;
  /** As its maker writes it. */
  readonly title: string;
  /** What one of them is called in a message. */
  readonly noun: string;
  /** The extended resource that its device plugin offers. @default - none: the pods ask for CPU and memory alone */
  readonly resource?: string;
  /** What its driver for dynamic resource allocation offers. @default - no driver is known */
  readonly dra?: DraDriver;
  /** The products with what is known of them, by the value of `productLabel`. */
  readonly accelerators: Readonly<Record<string, AcceleratorFacts>>;
  /** The label of a node that says which product it has. @default - none says it */
  readonly productLabel?: string;
  /**
   * Other labels that say it, each with its value by `productLabel`. A product without a value is not known under the
   * label.
   */
  readonly otherLabels: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /**
   * Labels of nodes with the shape in which so many devices of a product are connected; undefined where none is known
   * for the number.
   * @default - nodes have none
   */
  readonly shapeLabels?: (product: string, devices: number) => Readonly<Record<string, string>> | undefined;
  /** What lets pods on nodes that are tainted so that nothing else runs on them. @default - they are not tainted */
  readonly toleration?: DeviceToleration;
  /**
   * The image of the engine by the version of vLLM. A version that is not there has no image that is known.
   * @default - that of the release, which is built for it
   */
  readonly images?: Readonly<Record<string, string>>;
  /**
   * The attention backend with which roles of unequal numbers of tensor-parallel devices exchange KV cache.
   * @default - every one does
   */
  readonly unequalTensorBackend?: string;
  /**
   * Tokens of a block of KV cache where a spec does not say it; `engine` where the engine chooses and gets no flag.
   * @default - that of all devices
   */
  readonly blockSize?: number | 'engine';
  /** KV cache of one rank in GiB, where it is in the memory of the container. @default - it is on the device */
  readonly kvCacheGiB?: (engine: DeviceEngine) => number;
  /** Environment by which an engine sees its devices. */
  readonly environment: (engine: DeviceEngine) => Readonly<Record<string, string>>;
  /** Variables by which a container asks for devices itself, past what Kubernetes gave it. */
  readonly allocationVariables: readonly string[];
  /** Names of environment variables that belong to it, by their beginning: a Job without a device leaves them out. */
  readonly environmentPrefixes: readonly string[];
  /** What installs the resource in a cluster. */
  readonly plugin: string;
  /** Commands that do so where nodes have no driver; clouds have ways of their own (docs/getting-started.md). */
  readonly installation: readonly string[];
  /** What exports metrics of the devices for Prometheus. @default - nothing is known that does */
  readonly exporter?: string;
  /** How its use is asked for inside an engine's container. @default - no command is known */
  readonly use?: DeviceUseQuery;
  /** What of it ran, for the reader: an engine on real devices, or nothing. */
  readonly proof: { readonly ran: boolean; readonly text: string };
  /** Where its facts were read: repository, file and version. */
  readonly source: string;
}

/** A driver for dynamic resource allocation. */
export interface DraDriver {
  /** Its name in ResourceSlices. */
  readonly driver: string;
  /** The DeviceClass of whole devices that it is installed with. */
  readonly deviceClass: string;
  /** That of MIG slices. @default - it has none */
  readonly sliceClass?: string;
  /** What installs it. */
  readonly plugin: string;
}

/** What a device reads of the engine that uses it. */
export interface DeviceEngine {
  /** Processes of the engine that compute, one a device: tensor × pipeline. */
  readonly ranks: number;
  /** Memory of the container. */
  readonly memory: string;
  /** Memory of a CPU for the KV cache. @default - by the device */
  readonly kvCacheMemory?: string;
  /** CPU cores that the engine leaves to others. @default - by the device */
  readonly reservedCpus?: number;
}

/** A toleration of a pod. */
export interface DeviceToleration {
  readonly key: string;
  readonly operator: string;
  readonly value?: string;
  readonly effect: string;
}

/** A command that prints the use of the devices in a container. */
export interface DeviceUseQuery {
  /** Command and arguments. */
  readonly command: readonly string[];
  /** What it printed, one entry for each device. */
  readonly parse: (output: string) => readonly DeviceUse[];
}

/** What one device does. */
export interface DeviceUse {
  /** Number in the container, from 0. */
  readonly index: number;
  /** Product, as the device names it. */
  readonly product: string;
  /** Percent of the last sample in which a kernel ran. */
  readonly utilization: number;
  /** Memory in use, in MiB. */
  readonly usedMiB: number;
  /** Memory, in MiB. */
  readonly totalMiB: number;
}
