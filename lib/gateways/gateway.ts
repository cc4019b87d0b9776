import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { ResourcesSpec } from '../spec/containers';
import type { AuthenticationSpec, EntranceSpec } from '../spec/entrance';
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
  /**
   * How the Service of the data plane is exposed.
   * @default - there is no Service: a load balancer outside of the cluster takes requests
   */
  readonly serviceType?: GatewayServiceType;
  /**
   * Appended to the Gateway's name to form the name of the data plane's Service and Deployment, in the Gateway's
   * namespace.
   * @default - they are not there: `GatewayImplementation.service` says where, if anywhere
   */
  readonly serviceNameSuffix?: string;
  /**
   * Seconds after which a request is cut, its whole stream of tokens counted.
   * @default - the route says that there is no limit
   */
  readonly timeoutSeconds?: number;
  /** IP blocks that requests come from, where the data plane runs outside of the cluster. @default - not known */
  readonly sourceRanges?: readonly string[];
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
  /** The GatewayClasses that its controller takes, the usual one first; none where there is no Gateway. */
  readonly gatewayClassNames: readonly string[];
  /** Those of them whose load balancer has a public address, whatever a spec says of a Service. @default - none */
  readonly publicClassNames?: readonly string[];
  /** Whether its controller takes a class of any name that an administrator makes. */
  readonly otherClasses: boolean;
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
  /**
   * The object behind the Gateway's `parametersRef`, which has the Gateway's name.
   * @default - it has none: there is no Gateway, or the data plane has no pods whose resources could be stated
   */
  readonly parameters?: (provider: GatewayProvider, pods: GatewayPods) => GatewayParameters;
  /**
   * The Service of the data plane, where it is not in the Gateway's namespace.
   * @default - it is there, named by the provider's `serviceNameSuffix`; without one there is no Service
   */
  readonly service?: (gateway: NamespacedName) => NamespacedName;
  /**
   * The pods of the data plane, where they are not in the Gateway's namespace with the label of the Gateway API.
   * @default - they are there, or the picker's beside which a proxy runs
   */
  readonly pods?: (gateway: NamespacedName) => PodsOfNamespace | 'outside the cluster';
  /** What it can do with a route to an InferencePool. */
  readonly abilities: GatewayAbilities;
  /** Adds what this implementation needs beside Gateway and HTTPRoute. */
  readonly addObjects: (scope: Construct, parts: GatewayParts) => void;
  /** What it does at an entrance. @default - routes alone: what asks for more is refused */
  readonly entrance?: GatewayEntrance;
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
  /** What plays it in a rehearsal, or why nothing does. */
  readonly rehearsal: GatewayRehearsal | NoRehearsal;
  /** What objects of a deployment behind it were judged by, and what carried requests. */
  readonly proof: GatewayProof;
}

/** What an implementation can do with a route to an InferencePool. */
export interface GatewayAbilities {
  /**
   * Whether headers that a picker sets reach the pod. Without, the routing proxy is never told of a prefill pod
   * (PD760).
   */
  readonly carriesPickerHeaders: boolean;
  /**
   * What becomes of a header that is the picker's to set, when a caller brings it: the request is `refused` by an
   * object of `addObjects`, the header is `removed` by one, it is `removed by the route` before the picker is asked, or
   * it is `kept`, and reaches the routing proxy where the picker sets none (PD763).
   */
  readonly callersHeaders: 'refused' | 'removed' | 'removed by the route' | 'kept';
  /** Whether it takes `timeouts` of a rule of an HTTPRoute. */
  readonly timeouts: boolean;
  /** Whether a rule of a route may send shares of its requests to several InferencePools, or why not. */
  readonly weights: 'yes' | { readonly not: string };
  /** Whether it does what the pool's `failureMode` says, or what it does instead. */
  readonly failureMode: 'as the pool says' | { readonly always: 'FailClose' };
  /** How long a prompt may be, and what sets that. */
  readonly promptLimit: string;
  /** Where all of this was read. */
  readonly source: string;
}

/** What of an implementation was run. */
export interface GatewayProof {
  /** What the API server checked objects against. */
  readonly objects: string;
  /** What set the conditions of Gateway and HTTPRoute. @default - nothing did */
  readonly controller?: string;
  /** What carried requests. @default - nothing did */
  readonly requests?: string;
}

/** An object behind a `parametersRef`. */
export interface GatewayParameters {
  /** As of any object. */
  readonly apiVersion: string;
  /** As of any object. */
  readonly kind: string;
  /** Its fields beside `metadata`. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** An object by its name and namespace. */
export interface NamespacedName {
  /** The name. */
  readonly name: string;
  /** The namespace. */
  readonly namespace: string;
}

/** Pods of another namespace. */
export interface PodsOfNamespace {
  /** The namespace. */
  readonly namespace: string;
  /** Their labels. */
  readonly labels: Readonly<Record<string, string>>;
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
  /** Whether the namespace gives them their user, as OpenShift's do. @default false - the image or its chart does */
  readonly userOfNamespace?: boolean;
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
  /** The pool that requests go to. */
  readonly inferencePool: {
    /** Name, in the Gateway's namespace. */
    readonly name: string;
    /** Its API group. */
    readonly group: InferencePoolGroup;
    /** Its target port. */
    readonly port: number;
  };
  /** The implementation, as the spec names it. */
  readonly provider: GatewayProvider;
  /** Request headers that are the picker's to set: a request that brings one is refused, or loses it. */
  readonly refusedHeaders: readonly string[];
}

/** What an implementation does at an entrance, or does not. */
export interface GatewayEntrance {
  /**
   * Adds what authenticates callers at a Gateway of the deployment's own, by the type of `entrance.authentication`. A
   * type that is absent is refused with the gateways that have it (PD774).
   */
  readonly authentication: {
    readonly [T in AuthenticationSpec['type']]?:
    (scope: Construct, parts: AuthenticationParts<Extract<AuthenticationSpec, { readonly type: T }>>) => void;
  };
  /**
   * Refuses requests that bring a header which only a picker may set, at a Gateway that many share.
   * @default - it cannot
   */
  readonly refuseHeaders?: (scope: Construct, parts: RefusedHeadersParts) => void;
  /** The fields of an `entrance` that a version cannot do, with the reason and what works instead (PD775). */
  readonly cannot: (version: string) => Readonly<Partial<Record<keyof EntranceSpec, CannotDo>>>;
}

/** What refuses headers at a Gateway that many share. */
export interface RefusedHeadersParts {
  /** Name of the Gateway. */
  readonly gateway: string;
  /** Name for the object that is added. */
  readonly name: string;
  /** The headers. */
  readonly headers: readonly string[];
}

/** What authentication is made from. */
export interface AuthenticationParts<T extends AuthenticationSpec = AuthenticationSpec> {
  /** Name of the Gateway. */
  readonly gateway: string;
  /** Name for the objects that are added. */
  readonly name: string;
  /** What the spec says. */
  readonly authentication: T;
}

/** Why a gateway does not do what is asked. */
export interface CannotDo {
  /** What would happen. */
  readonly cause: string;
  /** What works. */
  readonly fix: string;
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
  /** Label of its Deployments, in any namespace. @default - it runs outside of the cluster */
  readonly selector?: string;
  /**
   * The label that says which of several controllers takes a Gateway, on it or on its namespace.
   * @default - it has no such label
   */
  readonly revisionLabel?: string;
  /** The minor version by the image of its first container; undefined where the tag does not say. */
  readonly versionOf: (image: string) => string | undefined;
  /** What makes it read InferencePools. @default - it always does */
  readonly enabledBy?: ControllerSwitch;
  /**
   * Whether the version of the cluster is one whose controller reads InferencePools, for one that runs outside.
   * @default - it runs in the cluster
   */
  readonly readsIn?: (kubernetes: string) => boolean;
  /** Commands that install the newest patch of a minor version, so that it reads InferencePools. */
  readonly installation: (version: string) => readonly string[];
}

/** What makes a controller read InferencePools. */
export interface ControllerSwitch {
  /** Whether its container says so; undefined where a container does not show it. */
  readonly isOn: (container: ControllerContainer) => boolean | undefined;
  /** How it is switched on. */
  readonly fix: string;
}

/** What is read of the first container of a controller. */
export interface ControllerContainer {
  /** Its environment. */
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  /** Its arguments. */
  readonly args?: readonly string[];
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

/** An implementation with a controller, which takes Gateways of its classes. */
export type ControlledGateway = GatewayImplementation & {
  readonly gatewayClassNames: readonly [string, ...string[]];
  readonly controller: GatewayController;
};

/** An implementation that something plays. */
export type RehearsedGateway = GatewayImplementation & { readonly rehearsal: GatewayRehearsal };

/** Why an implementation cannot be rehearsed. */
export interface NoRehearsal {
  /** What is missing. */
  readonly lacks: string;
}
