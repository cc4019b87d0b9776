import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { ResourcesSpec } from '../spec/containers';
import type { ProxyPlan } from './proxy-plan';
import { InferencePoolGroup } from './inference-pool-api';

/** An implementation of the Gateway API at one version, as a spec names it. Plain data. */
export interface GatewayProvider {
  /** The implementation, by the name of its module in `lib/gateways/`. */
  readonly name: string;
  /** Its minor version, for example `1.27`. */
  readonly version: string;
  /** The GatewayClass of the Gateway. @default - there is no Gateway: requests come in beside the picker */
  readonly gatewayClassName?: string;
  /**
   * The only API group in which this version reads an InferencePool; one of the other group is admitted by the API
   * server and never routed to.
   */
  readonly inferencePoolGroup: InferencePoolGroup;
  /** How the Service of the data plane is exposed. */
  readonly serviceType: GatewayServiceType;
  /** Appended to the Gateway's name to form the name of the data plane's Service and Deployment. */
  readonly serviceNameSuffix: string;
  /** Image of the proxy beside the picker. @default - a controller makes the pods, and chooses their image */
  readonly image?: string;
  /**
   * What says which pods take requests: an InferencePool, or flags of the picker, for which no CRD is needed.
   * @default 'InferencePool'
   */
  readonly selectedBy?: SelectedBy;
}

/** What says which pods take requests. */
export type SelectedBy = 'InferencePool' | 'endpointPicker';

/** The type of the gateway's Service. */
export type GatewayServiceType = 'ClusterIP' | 'NodePort' | 'LoadBalancer';

/**
 * All that this library knows of an implementation of the Gateway API, at any version. Each has a folder or a file of
 * its own.
 */
export interface GatewayImplementation {
  /** As a spec and `llmd rehearse --gateway` name it. */
  readonly name: string;
  /** As its project writes it. */
  readonly title: string;
  /** The GatewayClass that its controller takes by default. @default - there is no Gateway */
  readonly gatewayClassName?: string;
  /** The group in which each minor version reads InferencePools. A version that is absent was not read. */
  readonly inferencePoolGroups: Readonly<Record<string, InferencePoolGroup>>;
  /** What else is to be said of some of these versions. */
  readonly versionNotes: Readonly<Partial<Record<string, GatewayVersionNote>>>;
  /** What a spec names for a version of it. */
  readonly provider: (of: {
    readonly version: string;
    readonly inferencePoolGroup: InferencePoolGroup;
  }) => GatewayProvider;
  /** API groups of its own, without which what it adds cannot be applied. */
  readonly apiGroups: readonly string[];
  /** Objects that its controller puts into every namespace, as `configmap/name`. */
  readonly objectsOfNamespaces: readonly string[];
  /** Data of the ConfigMap behind the Gateway's `parametersRef`. @default - there is no Gateway */
  readonly parameters?: (provider: GatewayProvider, pods: GatewayPods) => Record<string, string>;
  /** Adds what this implementation needs beside Gateway and HTTPRoute. */
  readonly addObjects: (scope: Construct, parts: GatewayParts) => void;
  /** Names that its controller makes, which must be as short as names may be. */
  readonly derivedNames: (names: { readonly inferencePool: string }) => readonly DerivedName[];
  /** The metrics of its data plane. @default - they are not known */
  readonly metrics?: GatewayMetrics;
  /** How a spec names a version of it. */
  readonly specOf: (version: string) => string;
  /** How its controller is found in a cluster, and what it must be told. @default - it has none */
  readonly controller?: GatewayController;
  /** What runs in the picker's pod in the place of a Gateway with an HTTPRoute. @default - there are these two */
  readonly besidePicker?: BesidePicker;
  /** What plays it in a rehearsal. */
  readonly rehearsal: GatewayRehearsal;
}

/** What is to be said of a version of a gateway. */
export interface GatewayVersionNote {
  /** Since when its project repairs it no more, as the end of "is out of support". @default - it is not known to be */
  readonly outOfSupport?: string;
  /** What was read in the place of its tag. @default - it was read at its tag */
  readonly readInstead?: string;
}

/** What the pods of a gateway's data plane export, as Prometheus reads it. */
export interface GatewayMetrics {
  /** Name of the port of their container. */
  readonly port: string;
  /** The path that is scraped. */
  readonly path: string;
  /** Counter of requests. */
  readonly requests: string;
  /** Its label with the status that the caller got. */
  readonly codeLabel: string;
  /** Values of that label, as regular expressions. @default - the status: `2..` and `5..` */
  readonly codes?: Readonly<Record<'served' | 'failed', string>>;
  /** Further labels of the counter, as PromQL has them. @default - none */
  readonly labels?: string;
}

/** What a spec says of the pods of a gateway's data plane. */
export interface GatewayPods {
  /** Requests and limits beside the defaults. @default - the defaults */
  readonly resources?: ResourcesSpec;
  /** Secrets with which their image is pulled. @default - none */
  readonly pullSecrets?: readonly string[];
}

/** What a gateway's own objects are made from. */
export interface GatewayParts {
  /** Name of the Gateway. */
  readonly gateway: string;
  /** Name of what refuses requests: a Gateway may have several routes, so it need not be the Gateway's. */
  readonly policy: string;
  /** The picker that the gateway asks for each request. */
  readonly endpointPicker: {
    /** Its Service. */
    readonly serviceName: string;
    /** The Service's fully qualified host name. */
    readonly host: string;
  };
  /** Request headers that are the picker's to set: a request that brings one is refused. */
  readonly refusedHeaders: readonly string[];
}

/** A name that a controller derives from one of ours. */
export interface DerivedName {
  /** The longest that it becomes. */
  readonly name: string;
  /** What has the name. */
  readonly what: string;
  /** The object of `names` in a spec that it is derived from. */
  readonly from: 'inferencePool';
}

/** The controller of an implementation, as the doctor finds it. */
export interface GatewayController {
  /** What people call it. */
  readonly title: string;
  /** Label of its Deployments, in any namespace. */
  readonly selector: string;
  /** The label that says which of several controllers takes a Gateway, on it or on its namespace. */
  readonly revisionLabel: string;
  /** The minor version by the image of its first container; undefined where the tag does not say. */
  readonly versionOf: (image: string) => string | undefined;
  /** The environment variable without which it reads no InferencePools. */
  readonly enabledBy: { readonly name: string; readonly value: string; readonly fix: string };
  /** Commands that install the newest patch of a minor version, so that it reads InferencePools. */
  readonly installation: (version: string) => readonly string[];
}

/** A proxy in the picker's pod: requests come in by a Service, and neither a Gateway nor a controller is needed. */
export interface BesidePicker {
  /** Its container, without requests and limits. */
  readonly container: (plan: ProxyPlan) => k8s.Container;
  /** Requests and limits where a spec does not say them. */
  readonly resources: Required<ResourcesSpec>;
  /** Name of the container, by which a file says what it is. */
  readonly containerName: string;
  /** The port on which it takes requests. */
  readonly port: number;
  /** The port with its metrics. */
  readonly metricsPort: number;
  /** How a spec names it with an InferencePool, which a picker needs that has no flags to select pods. */
  readonly withInferencePool: string;
  /** Its image of each version that is known, by tag. */
  readonly images: Readonly<Record<string, string>>;
}

/** What plays an implementation where there is no cluster. */
export interface GatewayRehearsal {
  /** Image of the pods that a controller makes. @default - the image is in the file */
  readonly image?: string;
  /** What runs for that image. */
  readonly standIn: string;
  /** Go modules whose CRDs it needs, as in the index of CRDs. */
  readonly crds: readonly string[];
  /** The objects by which its version is known. */
  readonly controllerObjects: (version: string) => readonly object[];
}
