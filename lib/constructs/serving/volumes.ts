import { k8s } from 'cdk8s-plus-28';
import { sourceOf } from '../../model-sources/sources';
import { offloadingMounts, offloadingVolumes } from './offloading-volumes';
import { ModelProps, ModelServerPoolProps } from '../../plan/model-server-pool-props';
import { MODEL_CACHE_PATH } from '../../plan/weights-storage';
import type { FilesSpec } from '../../spec/files';
import type { PodVolume } from '../../workloads/pod-template';

/** The writable home of the engine's user, as long as the pod. */
export const HOME_PATH = '/var/lib/vllm';

/** The volumes of a model server pod. */
export function modelServerVolumes(props: ModelServerPoolProps): PodVolume[] {
  const { files, model, modelCache, security, sharedMemory } = props;
  return [
    ...(modelCache ? [modelCache] : []),
    { name: 'home', emptyDir: {} },
    // Tensor-parallel workers exchange data here; a container's default is 64 MiB.
    { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: k8s.Quantity.fromString(sharedMemory) } },
    ...(security.readOnlyEngine ? [{ name: 'tmp', emptyDir: {} }] : []),
    ...offloadingVolumes(props),
    ...sourceOf(model).volumes(model),
    ...filesVolumes(files),
  ];
}

/** Where the engine container finds them. */
export function modelServerVolumeMounts(props: ModelServerPoolProps): k8s.VolumeMount[] {
  const { files, model, modelCache, security } = props;
  return [
    ...(modelCache ? [weightsMount(modelCache.name, model)] : []),
    { name: 'home', mountPath: HOME_PATH },
    { name: 'shm', mountPath: '/dev/shm' },
    ...(security.readOnlyEngine ? [{ name: 'tmp', mountPath: '/tmp' }] : []),
    ...offloadingMounts(props),
    ...sourceOf(model).volumeMounts(model),
    ...filesMounts(files),
  ];
}

/** Volumes of files. */
export function filesVolumes(files: readonly FilesSpec[]): k8s.Volume[] {
  return files.map((of, index) => filesVolume(filesName(index), of));
}

/** Where a container finds them. */
export function filesMounts(files: readonly FilesSpec[]): k8s.VolumeMount[] {
  return files.map(({ path }, index) => ({ name: filesName(index), mountPath: path, readOnly: true }));
}

/** Where a container finds the weights. */
export function weightsMount(name: string, { cacheFolder, weightsReadOnly }: ModelProps): k8s.VolumeMount {
  return {
    name,
    mountPath: MODEL_CACHE_PATH,
    ...(weightsReadOnly && { readOnly: true }),
    ...(cacheFolder !== undefined && { subPath: cacheFolder }),
  };
}

function filesVolume(name: string, of: FilesSpec): k8s.Volume {
  return 'configMapName' in of
    ? { name, configMap: { name: of.configMapName } }
    : { name, secret: { secretName: of.secretName } };
}

function filesName(index: number): string {
  return `files-${index}`;
}
