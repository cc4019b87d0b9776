import { connectors } from '../connectors/connectors';
import { offloadings } from '../connectors/offloading/offloadings';
import { devices } from '../devices/devices';
import { modelSources } from '../model-sources/sources';

/** What a pod that talks to a deployment takes over from the deployment's own pods: plain Kubernetes values. */
export interface VerificationPod {
  readonly image: string;
  readonly env: readonly { readonly name: string }[];
  /** Home and, for a load generator's tokenizer, weights and token. */
  readonly volumes: readonly { readonly name: string }[];
  readonly volumeMounts: readonly { readonly name: string }[];
  readonly podSecurityContext: object;
  readonly securityContext: object;
  readonly tolerations: readonly object[];
  /** Secrets with which the engine's image is pulled. @default - none */
  readonly imagePullSecrets?: readonly object[];
}

/** What a verification pod takes over of an engine's container and of the pod that it is in. */
export function verificationPod(
  { image, env = [], volumeMounts = [], securityContext = {} }: EngineContainer,
  { imagePullSecrets, volumes = [], securityContext: podSecurityContext = {}, tolerations = [] }: EnginePod,
): VerificationPod {
  return {
    image,
    env: env.filter(({ name }) => ![...ofDevices, ...ofConnectors].some(prefix => name.startsWith(prefix))),
    // Shared memory is for tensor-parallel workers; /tmp it has anyway.
    volumes: volumes.filter(({ name }) => !ownVolumes.includes(name)),
    volumeMounts: volumeMounts.filter(({ name }) => !ownVolumes.includes(name)),
    podSecurityContext, securityContext, tolerations,
    ...(imagePullSecrets && { imagePullSecrets }),
  };
}

/** The same without weights and without the token of their source: only a load generator's tokenizer reads them. */
export function withoutWeights({ env, volumes, volumeMounts, ...pod }: VerificationPod): VerificationPod {
  const isOther = ({ name }: { readonly name: string }) => name === 'home' || name.startsWith('files-');
  const withoutCredential = env.filter(({ name }) => !ofSources.some(prefix => name.startsWith(prefix)));
  return {
    ...pod, env: withoutCredential, volumes: volumes.filter(isOther), volumeMounts: volumeMounts.filter(isOther),
  };
}

/** The pod has no GPU and no peers. */
const ofDevices = devices.flatMap(({ environmentPrefixes }) => environmentPrefixes);
const ofSources = modelSources.flatMap(({ environmentPrefixes }) => environmentPrefixes);
const ofConnectors = [...connectors, ...offloadings].flatMap(({ environmentPrefixes }) => environmentPrefixes);

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
  readonly imagePullSecrets?: readonly object[];
}

const ownVolumes: readonly string[] = ['shm', 'tmp', 'kv-cache', 'kv-cache-config', 'lmcache-metrics'];
