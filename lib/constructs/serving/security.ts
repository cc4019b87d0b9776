import type { k8s } from 'cdk8s-plus-28';
import type { ModelServerPoolProps } from '../../plan/model-server-pool-props';
import type { SecuritySpec } from '../../spec/operations';

/**
 * The user `high`: above what any account of a node has, which checkers ask for (kube-score 1.20.0
 * `container-security-context-user-group-id`, checkov CKV_K8S_40: 10000 and more).
 */
const HIGH_USER = 20_000;

/** The user of the images of picker and proxy (`USER 65532:65532`, that of distroless images). */
const NONROOT_USER = 65_532;

/** The security context of a model server's pod. */
export function modelServerPodSecurity(props: ModelServerPoolProps): k8s.PodSecurityContext {
  return {
    ...(isRoot(props) ? {} : { runAsNonRoot: true }),
    // The group gives the engine's user write access to the claim and read access to the token.
    ...fileGroups(props),
    seccompProfile: { type: 'RuntimeDefault' },
    ...props.pod.securityContext,
  };
}

/** The security context of the engine's container. */
export function modelServerSecurity(props: ModelServerPoolProps): k8s.SecurityContext {
  return {
    allowPrivilegeEscalation: false,
    // Only root keeps a capability that is added (kubernetes/kubernetes#56374).
    capabilities: { drop: ['ALL'], ...(isRoot(props) && { add: addedCapabilities(props) }) },
    ...(props.security.readOnlyEngine && { readOnlyRootFilesystem: true }),
    ...user(props),
  };
}

/** The user and group of picker and proxy, where they are written. */
export function nonRootUser({
  user: kind,
}: Pick<SecuritySpec, 'user'>): Pick<k8s.SecurityContext, 'runAsGroup' | 'runAsUser'> {
  return kind === 'high' ? { runAsUser: NONROOT_USER, runAsGroup: NONROOT_USER } : {};
}

/** Whether the engine runs as root, which is the price of a capability. */
export function isRoot(props: Pick<ModelServerPoolProps, 'fabric' | 'roleEngine' | 'security'>): boolean {
  return addedCapabilities(props).length > 0;
}

function addedCapabilities(
  { fabric, roleEngine, security }: Pick<ModelServerPoolProps, 'fabric' | 'roleEngine' | 'security'>,
): string[] {
  const ofFabric = fabric !== 'tcp' && fabric.type === 'rdma-ipc-lock' ? ['IPC_LOCK'] : [];
  // DeepEP lets GPUs write to the network device themselves (llm-d/llm-d guides/wide-ep-lws of 2026-08-14).
  const ofExperts = roleEngine.experts?.allToAll?.startsWith('deepep') === true ? ['SYS_RAWIO'] : [];
  return [...new Set([...ofFabric, ...(ofFabric.length > 0 ? ofExperts : []), ...security.capabilities])];
}

function user(props: ModelServerPoolProps): Pick<k8s.SecurityContext, 'runAsGroup' | 'runAsUser'> {
  if (isRoot(props)) return { runAsUser: 0, runAsGroup: 0 };
  switch (props.security.user) {
    case 'image': return { runAsUser: props.modelServer.user, runAsGroup: 0 };
    case 'high': return { runAsUser: HIGH_USER, runAsGroup: HIGH_USER };
    case 'openshift': return {};
  }
}

function fileGroups({ modelServer, security }: ModelServerPoolProps): k8s.PodSecurityContext {
  const onMismatch = { fsGroupChangePolicy: 'OnRootMismatch' };
  switch (security.user) {
    case 'image': return { fsGroup: modelServer.user, ...onMismatch };
    // The image's writable files belong to the root group.
    case 'high': return { fsGroup: HIGH_USER, ...onMismatch, supplementalGroups: [0] };
    case 'openshift': return onMismatch;
  }
}
