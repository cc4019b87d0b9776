/** A vendor's GPUs as Kubernetes and an engine see them. Each has a module in this folder, behind this interface. */
export interface Device {
  /** As a plan names it. */
  readonly name: string;
  /** As its maker writes it. */
  readonly title: string;
  /** The extended resource that its device plugin offers. */
  readonly resource: string;
  /** The label of a node that says which product it has. */
  readonly productLabel: string;
  /**
   * Other labels that say it, each with its value by `productLabel`. A product without a value is not known under the
   * label.
   */
  readonly otherLabels: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** What lets pods on nodes that are tainted so that nothing else runs on them. */
  readonly toleration: { readonly key: string; readonly operator: string; readonly effect: string };
  /** Environment by which an engine sees its devices: as many as the pod has, numbered from 0. */
  readonly environment: (count: number) => Readonly<Record<string, string>>;
  /** Variables by which a container asks for devices itself, past what Kubernetes gave it. */
  readonly allocationVariables: readonly string[];
  /** Names of environment variables that belong to it, by their beginning: a Job without a GPU leaves them out. */
  readonly environmentPrefixes: readonly string[];
  /** What installs the resource in a cluster. */
  readonly plugin: string;
  /** Commands that do so where nodes have no driver; clouds have ways of their own (docs/getting-started.md). */
  readonly installation: readonly string[];
  /** How its use is asked for inside an engine's container. */
  readonly use: DeviceUseQuery;
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
