import { acceleratorLabels, devices } from '../../devices/devices';
import type { DevicesSpec } from '../../spec/devices';
import { oneOf, optional, Shape } from '../../schema/shape';
import { deviceClaim } from './device-claim-shape';
import { accelerator } from './known-shape';

/** What a spec, and each role of it, says of devices. */
export const devicesFields: Readonly<Record<keyof DevicesSpec, Shape>> = {
  accelerator: optional(accelerator),
  acceleratorLabel: optional(oneOf(...acceleratorLabels)),
  claim: optional(deviceClaim),
  device: optional(oneOf(...devices.map(({ name }) => name))),
};
