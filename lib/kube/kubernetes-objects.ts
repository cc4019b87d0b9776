/** What is read of Kubernetes objects. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
    readonly labels?: Labels;
    readonly generation?: number;
    readonly annotations?: Labels;
    readonly ownerReferences?: readonly { readonly uid: string }[];
    readonly creationTimestamp?: string;
    readonly deletionTimestamp?: string;
    readonly managedFields?: readonly ManagedFields[];
  };
}

/** The fields that a manager owns, by server-side apply or by an update. */
export interface ManagedFields {
  readonly manager?: string;
  readonly subresource?: string;
  readonly time?: string;
  readonly fieldsV1?: FieldsV1;
}

/** A tree of fields; what owns no more than itself is empty. */
export interface FieldsV1 {
  readonly [key: string]: FieldsV1;
}

export type Labels = Readonly<Record<string, string>>;

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string;
  readonly reason?: string;
  readonly message?: string;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly volumeMounts?: readonly { readonly name: string }[];
  readonly securityContext?: object;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly restartPolicy?: string;
  readonly startupProbe?: object;
  readonly resources?: { readonly requests?: Labels; readonly limits?: Labels };
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly securityContext?: object;
  readonly tolerations?: readonly object[];
  readonly nodeSelector?: Labels;
  readonly nodeName?: string;
  readonly hostNetwork?: boolean;
  readonly imagePullSecrets?: readonly { readonly name: string }[];
  readonly resourceClaims?: readonly { readonly name: string; readonly resourceClaimTemplateName?: string }[];
  readonly volumes?: readonly {
    readonly name: string;
    readonly secret?: { readonly secretName: string; readonly items?: readonly { readonly key: string }[] };
  }[];
}

export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly started?: boolean;
  readonly restartCount: number;
  readonly containerID?: string;
  /** What the node pulled, with its digest; runtimes differ in the form. */
  readonly imageID?: string;
  readonly state: ContainerState;
  readonly lastState?: ContainerState;
}

export interface ContainerState {
  readonly waiting?: { readonly reason: string; readonly message?: string };
  readonly running?: object;
  readonly terminated?: { readonly reason: string; readonly exitCode: number };
}

export interface Pod extends KubernetesObject {
  readonly spec: PodSpec;
  readonly status: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly conditions?: readonly Condition[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

export interface Deployment extends KubernetesObject {
  readonly spec: {
    readonly replicas?: number;
    readonly selector: { readonly matchLabels: Labels };
    readonly template: { readonly metadata: { readonly labels: Labels }; readonly spec: PodSpec };
    readonly progressDeadlineSeconds?: number;
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly replicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}

/** Which namespaces a listener takes routes of. */
export interface NamespaceSelector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

export interface Gateway extends KubernetesObject {
  readonly spec: {
    readonly gatewayClassName: string;
    readonly listeners: readonly {
      readonly name?: string;
      readonly port: number;
      readonly protocol?: string;
      readonly hostname?: string;
      readonly allowedRoutes?: {
        readonly namespaces?: { readonly from?: string; readonly selector?: NamespaceSelector };
      };
    }[];
  };
  readonly status?: {
    readonly conditions?: readonly Condition[];
    readonly addresses?: readonly { readonly value?: string }[];
  };
}

/** A Service, as far as it leads to pods. */
export interface Service extends KubernetesObject {
  readonly spec: {
    readonly clusterIP?: string;
    readonly selector?: Labels;
    readonly ports?: readonly { readonly port: number; readonly targetPort?: number | string }[];
  };
}

/** A route or an InferencePool as the gateways that refer to it see it. */
export interface Attached extends KubernetesObject {
  readonly status?: {
    readonly parents?: readonly { readonly conditions?: readonly Condition[] }[];
    readonly parent?: readonly { readonly conditions?: readonly Condition[] }[];
  };
}

export interface HttpRoute extends Attached {
  readonly spec: {
    readonly parentRefs?: readonly {
      readonly name: string;
      readonly namespace?: string;
      readonly sectionName?: string;
    }[];
    readonly hostnames?: readonly string[];
    readonly rules: readonly {
      readonly matches?: readonly {
        readonly path?: { readonly value?: string };
        readonly headers?: readonly { readonly name: string; readonly value: string }[];
      }[];
      readonly filters?: readonly {
        readonly urlRewrite?: { readonly path?: { readonly replacePrefixMatch?: string } };
      }[];
      readonly backendRefs?: readonly BackendRef[];
    }[];
  };
}

export interface BackendRef {
  readonly group?: string;
  readonly kind?: string;
  readonly name: string;
}

/** An InferencePool of either group. */
export interface InferencePool extends Attached {
  readonly spec: {
    readonly selector: Labels | { readonly matchLabels: Labels };
    readonly targetPortNumber?: number;
    readonly targetPorts?: readonly { readonly number: number }[];
    readonly extensionRef?: { readonly name: string };
    readonly endpointPickerRef?: { readonly name: string };
  };
}

export interface HorizontalPodAutoscaler extends KubernetesObject {
  readonly spec: {
    readonly minReplicas?: number;
    readonly scaleTargetRef: { readonly kind: string; readonly name: string };
  };
}

/** Whether a pod takes requests. */
export function isReady(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp === undefined
    && (pod.status.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True');
}

/** What pods of one revision of a Deployment share, or of one Job. */
export function templateOf({ metadata: { labels = {} } }: Pod): string | undefined {
  return labels['pod-template-hash'] ?? labels['batch.kubernetes.io/job-name'];
}

/** All containers of a pod in the order in which they start. */
export function containersOf({ initContainers = [], containers }: PodSpec): readonly Container[] {
  return [...initContainers, ...containers];
}

/** Whether labels are as a selector wants them. */
export function selects(selector: Labels, labels: Labels = {}): boolean {
  return Object.entries(selector).every(([name, value]) => labels[name] === value);
}
