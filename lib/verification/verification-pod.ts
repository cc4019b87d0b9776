/** What a pod that talks to a deployment takes over from the deployment's own pods: plain Kubernetes values. */
export interface VerificationPod {
  readonly image: string;
  readonly env: readonly object[];
  /** Home and, for a load generator's tokenizer, weights and token. */
  readonly volumes: readonly { readonly name: string }[];
  readonly volumeMounts: readonly { readonly name: string }[];
  readonly podSecurityContext: object;
  readonly securityContext: object;
  readonly tolerations: readonly object[];
}

/** What a verification pod takes over of an engine's container and of the pod that it is in. */
export function verificationPod(
  { image, env = [], volumeMounts = [], securityContext = {} }: EngineContainer,
  { volumes = [], securityContext: podSecurityContext = {}, tolerations = [] }: EnginePod,
): VerificationPod {
  return {
    image,
    env: env.filter(({ name }) => !/^(CUDA_|VLLM_NIXL_|NVIDIA_|UCX_)/.test(name)),
    // Shared memory is for tensor-parallel workers; /tmp it has anyway.
    volumes: volumes.filter(({ name }) => !ownVolumes.includes(name)),
    volumeMounts: volumeMounts.filter(({ name }) => !ownVolumes.includes(name)),
    podSecurityContext, securityContext, tolerations,
  };
}

/** What is read of an engine's container. */
export interface EngineContainer {
  readonly image: string;
  readonly env?: readonly { readonly name: string }[];
  readonly volumeMounts?: readonly { readonly name: string }[];
  readonly securityContext?: object;
}

/** What is read of its pod. */
export interface EnginePod {
  readonly containers: readonly EngineContainer[];
  readonly volumes?: readonly { readonly name: string }[];
  readonly securityContext?: object;
  readonly tolerations?: readonly object[];
}

const ownVolumes: readonly string[] = ['shm', 'tmp'];
