import { nodeLabel } from '../devices/devices';
import type { InferenceSpec } from '../spec/deployment';
import type { PodSpec } from '../spec/pool';
import type { Role } from '../spec/role';
import { instanceSelector } from './efa-placement';
import { deviceCount } from './model-server-pool-props';
import type { PlannedDevices } from './planned-devices';
import { parallelismOf } from './planned-ports';

/** The labels of the nodes that pods of a role run on: what is stated, and what follows from devices and network. */
export function nodeSelector(
  { nodeSelector: stated }: PodSpec, spec: InferenceSpec, role: Role, { accelerator, device, label }: PlannedDevices,
): Pick<PodSpec, 'nodeSelector'> {
  const product = accelerator?.product;
  const devices = deviceCount({ accelerator, parallelism: parallelismOf(spec, role) });
  const selector = {
    // A product or a number of devices that no label knows selects nothing (PD621, PD656).
    ...(product !== undefined && device.shapeLabels?.(product, devices)),
    ...stated,
    ...(product !== undefined && nodeLabel(device, label, product)),
    ...instanceSelector(spec),
  };
  return Object.keys(selector).length > 0 ? { nodeSelector: selector } : {};
}
