import type { Device, DeviceToleration } from '../devices/device';
import type { PlannedAccelerator } from './planned-devices';

/** What lets pods on nodes that are tainted for the device, or for the processor beside the accelerator. */
export function deviceTolerations(
  { toleration }: Device, accelerator: PlannedAccelerator | undefined,
): readonly DeviceToleration[] {
  const architecture = accelerator?.facts?.architecture;
  return [
    ...(toleration ? [toleration] : []),
    // GKE taints nodes with Arm processors so (GKE documentation, Prepare an Arm workload for deployment).
    ...(architecture === undefined
      ? []
      : [{ key: 'kubernetes.io/arch', operator: 'Equal', value: architecture, effect: 'NoSchedule' }]),
  ];
}
