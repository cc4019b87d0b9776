import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { ModelCacheSpec } from '../../spec/model-cache';

/** Where the weights of a deployment are kept. */
export interface ModelCacheProps {
  /** Name of the claim. */
  readonly name: string;
  /** The kind of storage. */
  readonly storage: ModelCacheSpec;
}

/** The storage that model servers load their weights from. Only a claim is an object of its own. */
export class ModelCache extends Construct {
  /** What a pod mounts. */
  public readonly volume: k8s.Volume;

  constructor(scope: Construct, id: string, { name, storage }: ModelCacheProps) {
    super(scope, id);
    if (storage.type === 'persistentVolumeClaim') {
      new k8s.KubePersistentVolumeClaim(this, 'Default', {
        metadata: { name },
        spec: {
          // Pods of both roles on many nodes write and read the same files.
          accessModes: ['ReadWriteMany'],
          storageClassName: storage.storageClassName,
          resources: { requests: { storage: k8s.Quantity.fromString(storage.size) } },
        },
      });
    }
    this.volume = { name: 'model-cache', ...modelCacheSource(name, storage) };
  }
}

function modelCacheSource(claimName: string, storage: ModelCacheSpec): Omit<k8s.Volume, 'name'> {
  switch (storage.type) {
    case 'persistentVolumeClaim': return { persistentVolumeClaim: { claimName } };
    case 'emptyDir': return { emptyDir: { sizeLimit: k8s.Quantity.fromString(storage.size) } };
    case 'hostPath': return { hostPath: { path: storage.path, type: 'Directory' } };
  }
}
