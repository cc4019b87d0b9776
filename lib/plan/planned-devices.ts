import type { AcceleratorFacts } from '../devices/accelerator-facts';
import { acceleratorFacts, defaultDevice, deviceNamed, deviceOf } from '../devices/devices';
import type { Device } from '../devices/device';
import type { InferenceSpec } from '../spec/deployment';
import type { DeviceClaimSpec } from '../spec/device-claim';
import type { DevicesSpec } from '../spec/devices';
import type { Role } from '../spec/role';
import { poolSpec } from './pool-spec';

/** An accelerator that a spec names. */
export interface PlannedAccelerator {
  /** The value of the node label. */
  readonly product: string;
  /** What is known about it; absent where nothing is. */
  readonly facts?: AcceleratorFacts;
  /** The field of the spec that names it: `accelerator` of all roles, or that of one. */
  readonly field: string;
}

/** What the pods of a role compute on. */
export interface PlannedDevices {
  /** The device. */
  readonly device: Device;
  /** The accelerator with its facts: those of the object, or of the row of its name. @default - any */
  readonly accelerator?: PlannedAccelerator;
  /** The devices that are claimed. @default - none: device plugins give them */
  readonly claim?: DeviceClaimSpec;
  /** The label of its nodes. @default - the device's own */
  readonly label?: string;
  /** The field of the spec that names the label. */
  readonly labelField: string;
}

/**
 * The devices of a role: what the role says counts before what is said of all. A role with a device of its own has not
 * the accelerator of another one.
 */
export function planDevices(spec: InferenceSpec, role: Role): PlannedDevices {
  const own: DevicesSpec = poolSpec(spec, role);
  const isOther = own.device !== undefined && own.device !== named(spec)?.name;
  const stated = own.accelerator ?? (isOther ? undefined : spec.accelerator);
  const of = own.accelerator === undefined ? '' : `${role}.`;
  const device = named(own) ?? (stated === spec.accelerator ? named(spec) : undefined) ?? defaultDevice;
  const claim = own.claim ?? (isOther ? undefined : spec.claim);
  const label = own.acceleratorLabel ?? (isOther ? undefined : spec.acceleratorLabel);
  return {
    device,
    ...(stated !== undefined && { accelerator: planAccelerator(stated, `${of}accelerator`) }),
    ...(claim && { claim }),
    ...(label !== undefined && { label }),
    labelField: own.acceleratorLabel === undefined ? 'acceleratorLabel' : `${role}.acceleratorLabel`,
  };
}

/** The device that fields name, or the one whose accelerator they name. */
function named({ accelerator, device }: DevicesSpec): Device | undefined {
  if (device !== undefined) return deviceNamed(device);
  return typeof accelerator === 'string' ? deviceOf(accelerator) : undefined;
}

function planAccelerator(stated: NonNullable<DevicesSpec['accelerator']>, field: string): PlannedAccelerator {
  if (typeof stated === 'object') return { product: stated.product, facts: stated, field };
  const facts = acceleratorFacts(stated);
  return { product: stated, ...(facts && { facts }), field };
}

/** Each accelerator that a spec names, once, with the pools whose pods have it. */
export function namedAccelerators<Pool extends { readonly accelerator?: PlannedAccelerator }>(
  { pools }: { readonly pools: readonly Pool[] },
): readonly (PlannedAccelerator & { readonly pools: readonly [Pool, ...Pool[]] })[] {
  const fields = [...new Set(pools.flatMap(({ accelerator }) => accelerator?.field ?? []))];
  return fields.map((field) => {
    const its = pools.filter(({ accelerator }) => accelerator?.field === field) as [Pool, ...Pool[]];
    return { ...its[0].accelerator!, pools: its };
  });
}
