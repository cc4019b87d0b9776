import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { modelCacheName } from '../../plan/names';
import { ModelCacheSpec, SharedModelCacheSpec } from '../../spec/model-cache';
import type { WeightsStorage } from '../../model-sources/source';
import type { PodVolume } from '../../workloads/pod-template';
import { ModelCachePlan } from '../../plan/model-cache-plan';

/** What a person states of a {@link ModelCache}: the storage, and its name. */
export type ModelCacheFacts = WithoutJob<ModelCacheSpec> & {
  /** Name of the claim. @default - '<chart>-model-cache' */
  readonly name?: string;
};

/** A spec has the Job of `filledBy`; a chart composed by hand has none. */
type WithoutJob<Spec> = Spec extends unknown ? Omit<Spec, 'downloadSeconds' | 'filledBy'> : never;

/** A {@link ModelCache} takes either a plan or the facts from which a plan is made. */
export type ModelCacheProps = { readonly plan: ModelCachePlan } | ModelCacheFacts;

/** What is known of a claim that exists already. */
export interface ExistingClaim extends Omit<
  SharedModelCacheSpec, 'downloadSeconds' | 'filledBy' | 'type' | 'storageClassName'
> {
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
    return new ModelCache(scope, id, { plan: { name, storage: { type: 'existingClaim', claimName: name, ...claim } } });
  }

  /** What a pod mounts; nothing where weights are not kept. */
  public readonly volume?: PodVolume;

  /** The kind of storage. */
  public readonly storage: WeightsStorage;

  constructor(scope: Construct, id: string, props: ModelCacheProps) {
    super(scope, id);
    const { name, storage } = 'plan' in props ? props.plan : planned(Chart.of(this).node.id, props);
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
    this.storage = storage;
    this.volume = modelCacheVolume(name, storage);
  }
}

/** The volume of pods that keep their weights in a storage. */
export function modelCacheVolume(name: string, storage: WeightsStorage): PodVolume | undefined {
  const source = modelCacheSource(name, storage);
  return source && { name: 'model-cache', ...source };
}

function planned(
  deployment: string,
  { name, ...storage }: ModelCacheFacts,
): ModelCachePlan {
  const claim = storage.type === 'existingClaim' ? storage.claimName : modelCacheName(deployment);
  return { name: name ?? claim, storage };
}

function modelCacheSource(claimName: string, storage: WeightsStorage): Omit<PodVolume, 'name'> | undefined {
  switch (storage.type) {
    case 'persistentVolumeClaim':
    case 'existingClaim': return { persistentVolumeClaim: { claimName } };
    case 'emptyDir': return { emptyDir: { sizeLimit: k8s.Quantity.fromString(storage.size) } };
    case 'hostPath': return { hostPath: { path: storage.path, type: 'Directory' } };
    // The kubelet pulls it as it pulls the image of a container.
    case 'image': return { image: { reference: storage.reference, pullPolicy: 'IfNotPresent' } };
    case 'none': return undefined;
  }
}
