import { k8s } from 'cdk8s-plus-28';
import { sourceOf } from '../../model-sources/sources';
import { ModelServerPoolProps } from '../../plan/model-server-pool-props';

/** Where the weights are mounted. */
export const MODEL_CACHE_PATH = '/model-cache';

/** The writable home of the engine's user, as long as the pod. */
export const HOME_PATH = '/var/lib/vllm';

/** The volumes of a model server pod. */
export function modelServerVolumes({ model, modelCache, security, sharedMemory }: ModelServerPoolProps): k8s.Volume[] {
  return [
    modelCache,
    { name: 'home', emptyDir: {} },
    // Tensor-parallel workers exchange data here; a container's default is 64 MiB.
    { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: k8s.Quantity.fromString(sharedMemory) } },
    ...(security.readOnlyEngine ? [{ name: 'tmp', emptyDir: {} }] : []),
    ...sourceOf(model).volumes(model),
  ];
}

/** Where the engine container finds them. */
export function modelServerVolumeMounts({ model, modelCache, security }: ModelServerPoolProps): k8s.VolumeMount[] {
  return [
    { name: modelCache.name, mountPath: MODEL_CACHE_PATH },
    { name: 'home', mountPath: HOME_PATH },
    { name: 'shm', mountPath: '/dev/shm' },
    ...(security.readOnlyEngine ? [{ name: 'tmp', mountPath: '/tmp' }] : []),
    ...sourceOf(model).volumeMounts(model),
  ];
}
