import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { modelCacheName } from '../../plan/names';
import { ModelCacheSpec, SharedModelCacheSpec } from '../../spec/model-cache';
import { ModelCachePlan } from '../../plan/model-cache-plan';

/** What a person states of a {@link ModelCache}: the storage, and its name. */
export type ModelCacheFacts = ModelCacheSpec & {
  /** Name of the claim. @default - '<chart>-model-cache' */
  readonly name?: string;
};

/** A {@link ModelCache} takes either a plan or the facts from which a plan is made. */
export type ModelCacheProps = { readonly plan: ModelCachePlan } | ModelCacheFacts;

/** What is known of a claim that exists already. */
export interface ExistingClaim extends Omit<SharedModelCacheSpec, 'type' | 'storageClassName'> {
  /** Its name, in the chart's namespace. */
  readonly claimName: string;
}

/** The storage that model servers load their weights from. Only a claim is an object of its own. */
export class ModelCache extends Construct {
  /**
   * A claim that exists already: nothing is written for it. Its size is asked for because the rules judge whether the
   * weights fit.
   */
  public static fromClaim(scope: Construct, id: string, { claimName: name, ...claim }: ExistingClaim): ModelCache {
    return new ModelCache(scope, id, { plan: { name, storage: { type: 'persistentVolumeClaim', ...claim } } }, true);
  }

  /** What a pod mounts. */
  public readonly volume: k8s.Volume;

  /** The kind of storage. */
  public readonly storage: ModelCacheSpec;

  constructor(scope: Construct, id: string, props: ModelCacheProps);
  /** @internal */
  constructor(scope: Construct, id: string, props: ModelCacheProps, exists: boolean);
  constructor(scope: Construct, id: string, props: ModelCacheProps, exists = false) {
    super(scope, id);
    const { name, storage } = 'plan' in props ? props.plan : planned(Chart.of(this).node.id, props);
    if (storage.type === 'persistentVolumeClaim' && !exists) {
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
    this.storage = storage;
    this.volume = modelCacheVolume(name, storage);
  }
}

/** The volume of pods that keep their weights in a storage. */
export function modelCacheVolume(name: string, storage: ModelCacheSpec): k8s.Volume {
  return { name: 'model-cache', ...modelCacheSource(name, storage) };
}

function planned(
  deployment: string,
  { name = modelCacheName(deployment), ...storage }: ModelCacheFacts,
): ModelCachePlan {
  return { name, storage };
}

function modelCacheSource(claimName: string, storage: ModelCacheSpec): Omit<k8s.Volume, 'name'> {
  switch (storage.type) {
    case 'persistentVolumeClaim': return { persistentVolumeClaim: { claimName } };
    case 'emptyDir': return { emptyDir: { sizeLimit: k8s.Quantity.fromString(storage.size) } };
    case 'hostPath': return { hostPath: { path: storage.path, type: 'Directory' } };
  }
}
