import type { k8s } from 'cdk8s-plus-28';
import type { PodSecuritySpec } from '../../spec/containers';
import type { ProbeTiming } from '../../spec/pool';
import { list, map, object, oneOf, optional, Shape, string, wholeNumber } from '../../schema/shape';

const MAX_INT32 = 2 ** 31 - 1;

/** `seLinuxOptions` of a pod or container. */
export const seLinux: Shape = object<k8s.SeLinuxOptions>({
  level: optional(string), role: optional(string), type: optional(string), user: optional(string),
});

/** `tolerations[]` of a pod. */
export const toleration: Shape = object<k8s.Toleration>({
  key: optional(string),
  operator: optional(oneOf('Exists', 'Equal')),
  value: optional(string),
  effect: optional(oneOf('NoSchedule', 'PreferNoSchedule', 'NoExecute')),
  tolerationSeconds: optional(wholeNumber(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)),
});

/** `probes.readiness` and `probes.liveness` of a role. */
export const probe: Shape = object<ProbeTiming>({
  periodSeconds: optional(wholeNumber(1, MAX_INT32)),
  timeoutSeconds: optional(wholeNumber(1, MAX_INT32)),
  failureThreshold: optional(wholeNumber(1, MAX_INT32)),
});

/** `imagePullSecrets[]` of a pod. */
export const pullSecret: Shape = object<k8s.LocalObjectReference>({ name: string });

/** `securityContext` of a pod. */
export const podSecurity: Shape = object<PodSecuritySpec>({
  fsGroup: optional(wholeNumber(0, MAX_INT32)),
  fsGroupChangePolicy: optional(oneOf('OnRootMismatch', 'Always')),
  seLinuxOptions: optional(seLinux),
  supplementalGroups: optional(list(wholeNumber(0, MAX_INT32))),
});

/** The shape of a pod with the reason why it has no `hostNetwork`. */
export function withoutHostNetwork(shape: Shape): Shape {
  return (value, field) => {
    if (typeof value !== 'object' || value === null || !('hostNetwork' in value)) return shape(value, field);
    const { hostNetwork, ...others } = value;
    return [
      {
        field: `${field}.hostNetwork`,
        cause:
          'engines have fixed ports, so two of them on one node could not both listen; NetworkPolicies do not hold for '
          + 'pods on the node\'s network, and only the Pod Security level `privileged` admits them',
        fix: 'remove it: RDMA devices get into a pod by `fabric`, which needs no network of the node',
      },
      ...shape(others, field),
    ];
  };
}

const requirement = { key: string, values: optional(list(string)) };
const labelSelector = object<k8s.LabelSelector>({
  matchLabels: optional(map(string)),
  matchExpressions: optional(
    list(
      object<k8s.LabelSelectorRequirement>({
        ...requirement,
        operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'),
      }),
    ),
  ),
});

/** `topologySpreadConstraints[]` of a pod. */
export const topologySpread: Shape = object<k8s.TopologySpreadConstraint>({
  labelSelector: optional(labelSelector),
  matchLabelKeys: optional(list(string)),
  maxSkew: wholeNumber(1, MAX_INT32),
  minDomains: optional(wholeNumber(1, MAX_INT32)),
  nodeAffinityPolicy: optional(oneOf('Honor', 'Ignore')),
  nodeTaintsPolicy: optional(oneOf('Honor', 'Ignore')),
  topologyKey: string,
  whenUnsatisfiable: oneOf('DoNotSchedule', 'ScheduleAnyway'),
});

const nodeRequirement = object<k8s.NodeSelectorRequirement>({
  ...requirement,
  operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt'),
});
const nodeTerm = object<k8s.NodeSelectorTerm>({
  matchExpressions: optional(list(nodeRequirement)),
  matchFields: optional(list(nodeRequirement)),
});
const podTerm = object<k8s.PodAffinityTerm>({
  labelSelector: optional(labelSelector),
  namespaceSelector: optional(labelSelector),
  namespaces: optional(list(string)),
  topologyKey: string,
});
const weight = wholeNumber(1, 100);
const podAffinity = {
  preferredDuringSchedulingIgnoredDuringExecution: optional(
    list(object<k8s.WeightedPodAffinityTerm>({ weight, podAffinityTerm: podTerm })),
  ),
  requiredDuringSchedulingIgnoredDuringExecution: optional(list(podTerm)),
};

/** `affinity` of a pod. */
export const affinity: Shape = object<k8s.Affinity>({
  nodeAffinity: optional(
    object<k8s.NodeAffinity>({
      preferredDuringSchedulingIgnoredDuringExecution: optional(
        list(object<k8s.PreferredSchedulingTerm>({ weight, preference: nodeTerm })),
      ),
      requiredDuringSchedulingIgnoredDuringExecution: optional(
        object<k8s.NodeSelector>({ nodeSelectorTerms: list(nodeTerm) }),
      ),
    }),
  ),
  podAffinity: optional(object<k8s.PodAffinity>(podAffinity)),
  podAntiAffinity: optional(object<k8s.PodAntiAffinity>(podAffinity)),
});
