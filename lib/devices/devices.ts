import type { AcceleratorFacts } from './accelerator-facts';
import { amd } from './amd';
import { cpu } from './cpu';
import type { Device } from './device';
import { gaudi } from './gaudi';
import { gpuPart, partFacts } from './gpu-part';
import { nvidia } from './nvidia';
import { tpu } from './tpu';
import { xpu } from './xpu';

/** Every kind of device that this library knows, each with a module in this folder. */
export const devices: readonly Device[] = [nvidia, amd, tpu, xpu, gaudi, cpu];

/** That of a deployment which names neither a device nor an accelerator that is known. */
export const defaultDevice: Device = nvidia;

/** Every label by which nodes with an accelerator can be selected, and `none`. */
export const acceleratorLabels: readonly string[] = [
  ...new Set(devices.flatMap(({ otherLabels, productLabel }) => [productLabel ?? [], Object.keys(otherLabels)].flat())),
  'none',
];

/** The label of nodes with a product and its value; undefined where a label does not know the product. */
export function nodeLabel(
  device: Device, label: string | undefined, product: string,
): Readonly<Record<string, string>> | undefined {
  const { otherLabels, productLabel } = device;
  if (label === 'none') return {};
  if (label === undefined) return productLabel === undefined ? {} : { [productLabel]: product };
  if (label === productLabel) return { [label]: product };
  const values = otherLabels[label] ?? {};
  return Object.hasOwn(values, product) ? { [label]: values[product]! } : undefined;
}

/**
 * The device that a plan names.
 *
 * @throws Error for a name that no module has; no spec can give one
 */
export function deviceNamed(name: string): Device {
  const found = devices.find(device => device.name === name);
  if (found !== undefined) return found;
  throw new Error(`there is no device '${name}'; there are: ${devices.map(device => device.name).join(', ')}`);
}

/** The device that a pod asks for, by its resources; the default where it asks for none. */
export function deviceIn(requests: Readonly<Record<string, unknown>>): Device {
  return devices.find(({ resource }) => resource !== undefined && resource in requests) ?? defaultDevice;
}

/** The device that has a product; undefined where none is known to. */
export function deviceOf(product: string): Device | undefined {
  const whole = gpuPart(product)?.product ?? product;
  return devices.find(({ accelerators }) => Object.hasOwn(accelerators, whole));
}

/** The facts about an accelerator, if there are any. */
export function acceleratorFacts(product: string | undefined): AcceleratorFacts | undefined {
  if (product === undefined) return undefined;
  const rows = deviceOf(product)?.accelerators ?? {};
  if (Object.hasOwn(rows, product)) return rows[product];
  const part = gpuPart(product);
  const whole = part && rows[part.product];
  return whole && partFacts(part, whole);
}
