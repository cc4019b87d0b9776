import type { ApiObject } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { CONFIGURATION_PATH, folderVolume, type OffloadingFolder } from '../../connectors/offloading/offloading';
import { offloadingOf } from '../../connectors/offloading/offloadings';
import type { ModelServerPoolProps } from '../../plan/model-server-pool-props';

type Offloaded = Pick<ModelServerPoolProps, 'hasFabric' | 'name' | 'offloading'>;

/**
 * Makes the objects that the offloading of a role needs: its claim and its configuration.
 *
 * @returns the ConfigMap with its configuration; undefined where it has none
 */
export function addOffloadingObjects(scope: Construct, props: Offloaded): ApiObject | undefined {
  for (const { name: id, storage } of folders(props)) {
    if (storage.type !== 'persistentVolumeClaim') continue;
    new k8s.KubePersistentVolumeClaim(scope, id, {
      metadata: { name: claimName(props) },
      spec: {
        accessModes: ['ReadWriteMany'],
        storageClassName: storage.storageClassName,
        resources: { requests: { storage: k8s.Quantity.fromString(storage.size) } },
      },
    });
  }
  const data = configuration(props);
  return Object.keys(data).length > 0
    ? new k8s.KubeConfigMap(scope, 'kv-cache-config', { metadata: { name: configurationName(props) }, data })
    : undefined;
}

/** Its volumes. */
export function offloadingVolumes(props: Offloaded): k8s.Volume[] {
  return [
    ...folders(props).map(folder => folderVolume(folder, claimName(props))),
    ...(Object.keys(configuration(props)).length > 0
      ? [{ name: 'kv-cache-config', configMap: { name: configurationName(props) } }]
      : []),
  ];
}

/** Where the engine's container finds them. */
export function offloadingMounts(props: Offloaded): k8s.VolumeMount[] {
  return [
    ...folders(props).map(({ name, path }) => ({ name, mountPath: path })),
    ...(Object.keys(configuration(props)).length > 0
      ? [{ name: 'kv-cache-config', mountPath: CONFIGURATION_PATH, readOnly: true }]
      : []),
  ];
}

function folders({ offloading }: Offloaded): readonly OffloadingFolder[] {
  return offloading ? offloadingOf(offloading).folders(offloading) : [];
}

function configuration({ hasFabric = false, offloading }: Offloaded): Readonly<Record<string, string>> {
  return offloading ? offloadingOf(offloading).configuration(offloading, hasFabric) : {};
}

function claimName({ name }: Offloaded): string {
  return `${name}-kv-cache`;
}

function configurationName({ name }: Offloaded): string {
  return `${name}-kv-cache`;
}
