import type { Device } from './device';
import { defaultDevice, deviceIn, devices } from './devices';

/** What a pod of written objects, or of a cluster, says of its devices. */
export interface PodOfDevices {
  /** Amounts by resource. */
  readonly requests: Readonly<Record<string, number>>;
  /** Its claims. */
  readonly resourceClaims?: readonly { readonly resourceClaimTemplateName?: string }[];
}

/** An object that may be a template of claims. */
export interface ClaimTemplate {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  /** What is in it, as read: of another kind anything. */
  readonly spec?: unknown;
}

/** The accelerators of a pod: by its claims, else by its resources; none of the default where it asks for none. */
export function devicesOfPod(
  pod: PodOfDevices, objects: readonly ClaimTemplate[],
): { readonly device: Device; readonly count: number } {
  const [ofClass, count] = Object.entries(claimedByClass(pod, objects, 'accelerator'))[0] ?? [];
  if (ofClass !== undefined && count !== undefined) return { device: deviceOfClass(ofClass), count };
  const device = deviceIn(pod.requests);
  return { device, count: pod.requests[device.resource ?? ''] ?? 0 };
}

/**
 * What a pod claims, by DeviceClass.
 *
 * @param request the name of the requests that count; of all where it is left out
 */
export function claimedByClass(
  { resourceClaims = [] }: Pick<PodOfDevices, 'resourceClaims'>, objects: readonly ClaimTemplate[], request?: string,
): Readonly<Record<string, number>> {
  const total: Record<string, number> = {};
  for (const { resourceClaimTemplateName: name } of resourceClaims) {
    const template = objects.find(({ kind, metadata }) =>
      kind === 'ResourceClaimTemplate' && metadata.name === name) as Template | undefined;
    for (const { exactly, firstAvailable: [first] = [], name } of template?.spec?.spec?.devices?.requests ?? []) {
      const asked = exactly ?? first;
      if (asked === undefined || (request !== undefined && name !== request)) continue;
      total[asked.deviceClassName] = (total[asked.deviceClassName] ?? 0) + (asked.count ?? 1);
    }
  }
  return total;
}

/** The device whose driver has a class; the default for a class of a cluster's owner. */
export function deviceOfClass(name: string): Device {
  return devices.find(({ dra }) => dra?.deviceClass === name || dra?.sliceClass === name) ?? defaultDevice;
}

interface Template {
  readonly spec?: { readonly spec?: { readonly devices?: { readonly requests?: readonly Request[] } } };
}

interface Request {
  readonly name: string;
  readonly exactly?: Asked;
  readonly firstAvailable?: readonly Asked[];
}

interface Asked {
  readonly deviceClassName: string;
  readonly count?: number;
}
