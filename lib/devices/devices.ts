import type { Device } from './device';
import { nvidia } from './nvidia';

/** Every vendor's GPUs that this library knows, each with a module in this folder. */
export const devices: readonly Device[] = [nvidia];

/** The GPUs of every deployment. */
export const defaultDevice: Device = nvidia;

/** Every label by which nodes with a GPU can be selected, and `none`. */
export const acceleratorLabels: readonly string[] = [
  ...new Set(devices.flatMap(({ otherLabels, productLabel }) => [productLabel, ...Object.keys(otherLabels)])), 'none',
];

/** The label of nodes with a product and its value; undefined where a label does not know the product. */
export function nodeLabel(
  device: Device, label: string, product: string,
): Readonly<Record<string, string>> | undefined {
  if (label === 'none') return {};
  if (label === device.productLabel) return { [label]: product };
  const values = device.otherLabels[label] ?? {};
  return Object.hasOwn(values, product) ? { [label]: values[product]! } : undefined;
}

/**
 * The GPUs that a plan names.
 *
 * @throws Error for a name that no module has; no spec can give one
 */
export function deviceNamed(name: string): Device {
  const found = devices.find(device => device.name === name);
  if (found !== undefined) return found;
  throw new Error(`there is no device '${name}'; there are: ${devices.map(device => device.name).join(', ')}`);
}

/** The GPUs that a pod asks for, by its resources; the default where it asks for none. */
export function deviceIn(requests: Readonly<Record<string, unknown>>): Device {
  return devices.find(({ resource }) => resource in requests) ?? defaultDevice;
}
