import { ClusterSnapshot } from './cluster-snapshot';
import { Diagnosis, error, ok, warning } from './diagnosis';
import { DistDeployment } from './dist-deployment';
import { KubernetesObject } from './kubernetes-objects';

/** Whether the model cache gets a volume that the pods of many nodes can write. */
export function checkStorage(snapshot: ClusterSnapshot, { objects }: DistDeployment): readonly Diagnosis[] {
  return objects.filter((object): object is Claim => object.kind === 'PersistentVolumeClaim').map(claim => checkClaim(snapshot, claim));
}

interface Claim extends KubernetesObject {
  readonly spec: { readonly storageClassName?: string; readonly accessModes: readonly string[] };
}

const CHECK = 'model cache';

function checkClaim({ claims, storageClasses }: ClusterSnapshot, { metadata: { name }, spec: { accessModes, storageClassName } }: Claim): Diagnosis {
  const existing = claims.find(claim => claim.name === name);
  if (existing) {
    const changed = existing.accessModes.join() !== accessModes.join() || (storageClassName !== undefined && existing.storageClass !== storageClassName);
    return changed
      ? error(CHECK, `${name} is there with ${existing.accessModes.join()} of ${existing.storageClass}, which cannot be changed to ${accessModes.join()} of ${storageClassName ?? 'the default class'}`,
          'write `modelCache` as it is, or delete the claim with what it holds: `llmd destroy --with-cache`')
      : ok(CHECK, `${name} is there: ${existing.accessModes.join()} of ${existing.storageClass}, ${existing.phase}`);
  }
  const defaults = storageClasses.filter(({ isDefault }) => isDefault);
  const names = storageClasses.map(({ name }) => name).join(', ') || 'none';
  const chosen = storageClassName === undefined ? defaults[0] : storageClasses.find(found => found.name === storageClassName);
  if (chosen === undefined) {
    return storageClassName === undefined
      ? error(CHECK, `the cluster has no default storage class; there are: ${names}`, 'name one in `modelCache.storageClassName` whose volumes many nodes can write')
      : error(CHECK, `there is no storage class '${storageClassName}'; there are: ${names}`, 'correct `modelCache.storageClassName`');
  }
  const seen = `${accessModes.join()} of ${chosen.name} (${chosen.provisioner})${storageClassName === undefined ? ', the default' : ''}`;
  if (singleWriters.includes(chosen.provisioner)) {
    return error(CHECK, `${seen}: its volumes are written from one node, and the pods of both roles are on many`, 'name a class of shared files in `modelCache.storageClassName` (NFS, EFS, Filestore, Azure Files, CephFS), or take another `modelCache.type`');
  }
  return sharedWriters.includes(chosen.provisioner)
    ? ok(CHECK, seen)
    : warning(CHECK, `${seen}: whether its volumes can be written from many nodes is not known`, 'make sure that it offers ReadWriteMany; otherwise the claim stays pending');
}

/** Block devices and folders of a node; by the access modes that each driver documents. */
const singleWriters: readonly string[] = [
  'ebs.csi.aws.com', 'kubernetes.io/aws-ebs', 'pd.csi.storage.gke.io', 'kubernetes.io/gce-pd', 'disk.csi.azure.com', 'kubernetes.io/azure-disk',
  'rancher.io/local-path', 'openebs.io/local', 'topolvm.io',
];

/** Shared file systems. */
const sharedWriters: readonly string[] = [
  'efs.csi.aws.com', 'fsx.csi.aws.com', 'filestore.csi.storage.gke.io', 'file.csi.azure.com', 'nfs.csi.k8s.io', 'rook-ceph.cephfs.csi.ceph.com', 'cephfs.csi.ceph.com',
  'spectrumscale.csi.ibm.com', 'csi.weka.io', 'driver.longhorn.io', 'lustre.csi.storage.gke.io', 'parallelstore.csi.storage.gke.io',
];
