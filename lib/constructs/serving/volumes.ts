import { k8s } from 'cdk8s-plus-28';
import { ModelServerPoolProps } from '../../plan/model-server-pool-props';

/** Where the weights are mounted: the cache folder of the Hub's client. */
export const MODEL_CACHE_PATH = '/model-cache';

/** The writable home of the engine's user, as long as the pod. */
export const HOME_PATH = '/var/lib/vllm';

const TOKEN_DIRECTORY = '/var/run/secrets/huggingface';

/** The file with the Hub's token. */
export const TOKEN_FILE = `${TOKEN_DIRECTORY}/token`;

/** The volumes of a model server pod. */
export function modelServerVolumes({ model, modelCache, security, sharedMemory }: ModelServerPoolProps): k8s.Volume[] {
  return [
    modelCache,
    { name: 'home', emptyDir: {} },
    // Tensor-parallel workers exchange data here; a container's default is 64 MiB.
    { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: k8s.Quantity.fromString(sharedMemory) } },
    ...(security.readOnlyEngine ? [{ name: 'tmp', emptyDir: {} }] : []),
    ...(model.token ? [{ name: 'huggingface-token', secret: tokenSecret(model.token) }] : []),
  ];
}

/** Where the engine container finds them. */
export function modelServerVolumeMounts({ model, modelCache, security }: ModelServerPoolProps): k8s.VolumeMount[] {
  return [
    { name: modelCache.name, mountPath: MODEL_CACHE_PATH },
    { name: 'home', mountPath: HOME_PATH },
    { name: 'shm', mountPath: '/dev/shm' },
    ...(security.readOnlyEngine ? [{ name: 'tmp', mountPath: '/tmp' }] : []),
    ...(model.token ? [{ name: 'huggingface-token', mountPath: TOKEN_DIRECTORY, readOnly: true }] : []),
  ];
}

function tokenSecret({ secretName, key }: { readonly secretName: string; readonly key: string }): k8s.SecretVolumeSource {
  // Readable by the user and by fsGroup, nobody else.
  return { secretName, defaultMode: 0o440, items: [{ key, path: 'token' }] };
}
