import { DistDeployment } from '../dist-deployment';
import { partWorkloads } from '../part-workload';
import { ClusterSnapshot } from './cluster-snapshot';
import { Diagnosis, error, ok, unknown } from './diagnosis';

/** Whether the ConfigMaps that pods mount exist: a pod waits for one that is missing, and no log says so. */
export function checkConfigMaps(snapshot: ClusterSnapshot, deployment: DistDeployment): readonly Diagnosis[] {
  const { namespace } = deployment;
  return wantedConfigMaps(deployment).map((name) => {
    const fix = `kubectl create configmap ${name} -n ${namespace} --from-file=<folder>`;
    const unread = snapshot.unreadable.find(({ what }) => what === `ConfigMap ${name}`);
    if (unread) return unknown('ConfigMap', `it is not known whether ${name} exists: ${unread.why}`, fix);
    return snapshot.configMaps.includes(name)
      ? ok('ConfigMap', `${name} exists`)
      : error('ConfigMap', `ConfigMap ${name} does not exist in namespace ${namespace}, and the pods mount it`, fix);
  });
}

/** ConfigMaps that pods mount and that are not in the file. */
export function wantedConfigMaps({ objects }: DistDeployment): readonly string[] {
  const inFile = new Set(objects.filter(({ kind }) => kind === 'ConfigMap').map(({ metadata }) => metadata.name));
  const mounted = objects.flatMap(partWorkloads).flatMap(({ pods }) => pods)
    .flatMap(({ template }) => (template.spec.volumes ?? []) as readonly MountedConfigMap[])
    .flatMap(({ configMap }) => configMap === undefined || configMap.optional === true ? [] : [configMap.name]);
  return [...new Set(mounted)].filter(name => !inFile.has(name));
}

interface MountedConfigMap {
  readonly configMap?: { readonly name: string; readonly optional?: boolean };
}
