import { ClusterSnapshot } from './cluster-snapshot';
import { Diagnosis, error, ok, unknown, warning } from './diagnosis';
import { DistDeployment } from '../dist-deployment';
import { KubernetesObject } from '../../kube/kubernetes-objects';
import { partWorkloads } from '../part-workload';

/** Whether the model cache gets a volume that can be written from several nodes. */
export function checkStorage(snapshot: ClusterSnapshot, { objects }: DistDeployment): readonly Diagnosis[] {
  const unread = snapshot.unreadable.find(({ what }) => what.startsWith('PersistentVolumeClaim '));
  const claims = objects.filter((object): object is Claim => object.kind === 'PersistentVolumeClaim');
  return [...mountedClaims(objects, claims).map(name => mountedClaim(snapshot, name)), ...claims.flatMap((claim) => {
    const existing = snapshot.claims.find(({ name }) => name === claim.metadata.name);
    if (existing) return [existingClaim(existing, claim)];
    const why
      = unread
        && unknown(
          CHECK,
          `it is not known whether ${claim.metadata.name} exists: ${unread.why}`,
          'if it exists, make sure that its class and access modes are those of the file',
        );
    return [...why ? [why] : [], newClaim(snapshot, claim)];
  })];
}

/** Claims that engines mount and the file does not make, by name. */
function mountedClaims(objects: readonly KubernetesObject[], made: readonly Claim[]): readonly string[] {
  const volumes = objects.flatMap(partWorkloads).flatMap(({ pods }) => pods)
    .flatMap(({ template }) => template.spec.volumes ?? []) as readonly ClaimVolume[];
  const names = volumes.flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
  return [...new Set(names)].filter(name => !made.some(({ metadata }) => metadata.name === name));
}

interface ClaimVolume {
  readonly persistentVolumeClaim?: { readonly claimName: string };
}

/** A claim of somebody else: it must be there, be bound, and take pods on several nodes. */
function mountedClaim({ claims, of, unreadable }: ClusterSnapshot, name: string): Diagnosis {
  const unread = unreadable.find(({ what }) => what.startsWith('PersistentVolumeClaim '));
  if (unread)
    return unknown(
      CHECK, `it is not known whether ${name} exists: ${unread.why}`, 'make sure that it does, and is bound',
    );
  const found = claims.find(claim => claim.name === name);
  if (found === undefined) {
    const names = claims.map(claim => claim.name).join(', ') || 'none';
    return error(
      CHECK,
      `the claim ${name} does not exist in ${of}, and the pods do not start without it; existing claims: ${names}`,
      'correct the name in `model.uri` or `modelCache.claimName`, or make the claim and fill it',
    );
  }
  const seen = `${found.accessModes.join()} of ${found.storageClass ?? 'no class'}`;
  if (found.phase !== 'Bound')
    return error(
      CHECK,
      `the claim ${name} is not bound (${found.phase || 'no phase'}): ${seen}`,
      `see why with \`kubectl describe pvc ${name}\``,
    );
  return found.accessModes.some(mode => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany')
    ? ok(CHECK, `${name} exists: ${seen}, ${found.phase}`)
    : error(
        CHECK,
        `${name} has ${seen}: its volume can be mounted on one node only, but the pods run on several`,
        'use a claim with ReadWriteMany or ReadOnlyMany',
      );
}

interface Claim extends KubernetesObject {
  readonly spec: { readonly storageClassName?: string; readonly accessModes: readonly string[] };
}

const CHECK = 'model cache';

/** The class and the modes of a claim cannot be changed, and a claim does not recover after it has lost its volume. */
function existingClaim(
  existing: ClusterSnapshot['claims'][number],
  { metadata: { name }, spec: { accessModes, storageClassName } }: Claim,
): Diagnosis {
  const seen = `${existing.accessModes.join()} of ${existing.storageClass ?? 'no class'}`;
  const changed
    = [...existing.accessModes].sort().join() !== [...accessModes].sort().join()
      || (storageClassName !== undefined && (existing.storageClass ?? '') !== storageClassName);
  if (changed) {
    return error(
      CHECK,
      `${name} exists with ${seen}, which cannot be changed to ${accessModes.join()} of `
      + `${storageClassName ?? 'the default class'}`,
      'set `modelCache` to what exists, or delete the claim and its data with `llmd destroy --with-cache`',
    );
  }
  if (existing.phase === 'Lost')
    return error(
      CHECK,
      `${name} exists but has lost its volume`,
      `delete the claim with \`kubectl delete pvc ${name}\`, and deploy again`,
    );
  return ok(CHECK, `${name} exists: ${seen}, ${existing.phase}`);
}

function newClaim(
  { storageClasses, unreadable }: ClusterSnapshot,
  { metadata: { name }, spec: { accessModes, storageClassName } }: Claim,
): Diagnosis {
  if (storageClassName === '')
    return warning(
      CHECK,
      `${name} has no class, so it only binds to an existing volume`,
      `make sure that a PersistentVolume for it exists with ${accessModes.join()}`,
    );
  const unread = unreadable.find(({ what }) => what.startsWith('StorageClass '));
  if (unread)
    return unknown(
      CHECK,
      `storage classes are unknown: ${unread.why}`,
      `make sure that ${storageClassName ?? 'the default class'} offers ${accessModes.join()}`,
    );
  const defaults = storageClasses.filter(({ isDefault }) => isDefault);
  const names = storageClasses.map(({ name }) => name).join(', ') || 'none';
  if (storageClassName === undefined && defaults.length > 1) {
    // Kubernetes uses the newest of them (KEP-3333), which a reader of the file cannot see.
    return warning(
      CHECK,
      `the cluster has ${defaults.length} default storage classes: ${defaults.map(({ name }) => name).join(', ')}`,
      'set `modelCache.storageClassName` to a class whose volumes can be written from several nodes',
    );
  }
  const chosen
    = storageClassName === undefined ? defaults[0] : storageClasses.find(found => found.name === storageClassName);
  if (chosen === undefined) {
    return storageClassName === undefined
      ? error(
          CHECK,
          `the cluster has no default storage class; existing classes: ${names}`,
          'set `modelCache.storageClassName` to a class whose volumes can be written from several nodes',
        )
      : error(
          CHECK,
          `storage class '${storageClassName}' does not exist; existing classes: ${names}`,
          'correct `modelCache.storageClassName`',
        );
  }
  return ofProvisioner(chosen, accessModes, storageClassName === undefined);
}

function ofProvisioner(
  { name, provisioner }: ClusterSnapshot['storageClasses'][number],
  accessModes: readonly string[],
  isDefault: boolean,
): Diagnosis {
  const seen = `${accessModes.join()} of ${name} (${provisioner})${isDefault ? ', the default' : ''}`;
  if (!accessModes.includes('ReadWriteMany')) return ok(CHECK, seen);
  if (provisioner === 'kubernetes.io/no-provisioner')
    return warning(
      CHECK,
      `${seen}: volumes are created by hand`,
      'make sure that a free PersistentVolume of the class with ReadWriteMany exists',
    );
  if (singleWriters.some(driver => isDriver(provisioner, driver))) {
    return error(
      CHECK,
      `${seen}: its volumes can be written from one node only, but the pods run on several`,
      'set `modelCache.storageClassName` to a class of shared files (NFS, EFS, Filestore, Azure Files, '
      + 'CephFS), or use another `modelCache.type`',
    );
  }
  return sharedWriters.some(driver => isDriver(provisioner, driver))
    ? ok(CHECK, seen)
    : warning(
        CHECK,
        `${seen}: it is not known whether its volumes can be written from several nodes`,
        'make sure that it offers ReadWriteMany; otherwise the claim stays pending',
      );
}

/** Rook prefixes the name of the driver with the namespace of its operator. */
function isDriver(provisioner: string, driver: string): boolean {
  return provisioner === driver || provisioner.endsWith(`.${driver}`);
}

/** Block devices and folders of a node; by the access modes that each driver documents. */
const singleWriters: readonly string[] = [
  'ebs.csi.aws.com',
  'kubernetes.io/aws-ebs',
  'pd.csi.storage.gke.io',
  'kubernetes.io/gce-pd',
  'disk.csi.azure.com',
  'kubernetes.io/azure-disk',
  'rancher.io/local-path',
  'openebs.io/local',
  'topolvm.io',
  'rbd.csi.ceph.com',
  'cinder.csi.openstack.org',
  'dobs.csi.digitalocean.com',
];

/** Shared file systems. */
const sharedWriters: readonly string[] = [
  'efs.csi.aws.com',
  'fsx.csi.aws.com',
  'filestore.csi.storage.gke.io',
  'file.csi.azure.com',
  'nfs.csi.k8s.io',
  'cephfs.csi.ceph.com',
  'spectrumscale.csi.ibm.com',
  'csi.weka.io',
  'driver.longhorn.io',
  'lustre.csi.storage.gke.io',
  'parallelstore.csi.storage.gke.io',
];
