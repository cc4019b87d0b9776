import { claimedByClass, deviceOfClass } from '../../devices/devices-of-pod';
import { DistDeployment, rolesIn } from '../dist-deployment';
import type { KubernetesObject } from '../../kube/kubernetes-objects';
import { ClusterSnapshot } from './cluster-snapshot';
import { Diagnosis, error, ok, unknown } from './diagnosis';

/** Whether the cluster has the classes of devices that pods claim, and as many devices as they need. */
export function checkDeviceClaims(snapshot: ClusterSnapshot, deployment: DistDeployment): readonly Diagnosis[] {
  const { deviceClasses = [], publishedDevices = {}, unreadable } = snapshot;
  return Object.entries(claimedOf(deployment)).map(([name, required]) => {
    const check = `devices of ${name}`;
    const unread = unreadable.find(({ what }) => /^(DeviceClass|ResourceSlice) /.test(what));
    if (unread)
      return unknown(check, `unknown: ${unread.why}`, 'get permission to list deviceclasses and resourceslices');
    const { dra, noun } = deviceOfClass(name);
    const isOfDriver = dra?.deviceClass === name || dra?.sliceClass === name;
    if (!deviceClasses.includes(name)) {
      return error(check, `${required} required, and the cluster has no DeviceClass ${name}`, isOfDriver
        ? `install ${dra.plugin}, or set \`claim.accelerators.deviceClass\` to one of ${listed(deviceClasses)}`
        : `make the DeviceClass, or set \`deviceClass\` of the claim to one of ${listed(deviceClasses)}`);
    }
    const published = publishedDevices[dra?.driver ?? ''] ?? 0;
    if (!isOfDriver) return ok(check, `${required} required, the class exists; its driver is not known here`);
    const seen = `${required} required, ${published} published by ${dra.driver}; which are free the scheduler knows`;
    return published >= required
      ? ok(check, seen)
      : error(check, seen, `add nodes with ${noun}s, or lower \`replicas\``);
  });
}

/** What a cluster has of devices that can be claimed; nothing is asked where pods claim none. */
export async function publishedIn(
  { objects }: DistDeployment,
  list: <T extends KubernetesObject>(apiVersion: string, kind: string) => Promise<readonly T[]>,
): Promise<Pick<ClusterSnapshot, 'deviceClasses' | 'publishedDevices'>> {
  if (!objects.some(({ kind }) => kind === 'ResourceClaimTemplate')) return {};
  const [classes, slices] = await Promise.all([
    list('resource.k8s.io/v1', 'DeviceClass'), list<ResourceSlice>('resource.k8s.io/v1', 'ResourceSlice'),
  ]);
  const publishedDevices: Record<string, number> = {};
  for (const { spec: { devices = [], driver } } of slices)
    publishedDevices[driver] = (publishedDevices[driver] ?? 0) + devices.length;
  return { deviceClasses: classes.map(({ metadata: { name } }) => name), publishedDevices };
}

interface ResourceSlice extends KubernetesObject {
  readonly spec: { readonly driver: string; readonly devices?: readonly unknown[] };
}

/** What all pods of the roles claim together, by DeviceClass. */
function claimedOf(deployment: DistDeployment): Readonly<Record<string, number>> {
  const total: Record<string, number> = {};
  for (const { part: { pods }, role } of rolesIn(deployment)) {
    for (const { count, template } of pods) {
      for (const [name, ofPod] of Object.entries(claimedByClass(template.spec, deployment.objects)))
        total[name] = (total[name] ?? 0) + ofPod * count * deployment.replicas[role];
    }
  }
  return total;
}

function listed(names: readonly string[]): string {
  return names.join(', ') || '(it has none)';
}
