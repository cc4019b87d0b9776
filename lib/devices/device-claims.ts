import type { DeviceClaimSpec } from '../spec/device-claim';
import type { Device } from './device';
import { gpuPart } from './gpu-part';

/** A pod whose devices are claimed. */
export interface ClaimingPod {
  /** The accelerators. */
  readonly device: Device;
  /** The product that is named. @default - any */
  readonly product?: string;
  /** How many the pod has. */
  readonly accelerators: number;
  /** What is stated. */
  readonly claim: DeviceClaimSpec;
}

/** `spec.spec.devices` of a ResourceClaimTemplate (Kubernetes 1.34, `resource.k8s.io/v1`). */
export interface ClaimedDevices {
  readonly requests: readonly DeviceRequest[];
  readonly constraints?: readonly { readonly matchAttribute: string }[];
}

/** One of `requests`. */
export type DeviceRequest = { readonly name: string }
  & ({ readonly exactly: ExactRequest } | { readonly firstAvailable: readonly (ExactRequest & { name: string })[] });

/** Devices of one class; what is left out is 1 and `ExactCount` on the server. */
export interface ExactRequest {
  readonly deviceClassName: string;
  readonly allocationMode?: 'ExactCount';
  readonly count?: number;
  readonly selectors?: readonly { readonly cel: { readonly expression: string } }[];
}

/** What one claim of a pod takes; undefined where nothing but a channel of a ComputeDomain is claimed. */
export function claimedDevices(pod: ClaimingPod): ClaimedDevices | undefined {
  const { claim: { nics, sameAttribute } } = pod;
  const requests = [...acceleratorRequest(pod), ...(nics ? [nicRequest(nics)] : [])];
  return requests.length === 0
    ? undefined
    : { requests, ...(sameAttribute !== undefined && { constraints: [{ matchAttribute: sameAttribute }] }) };
}

/** How many such claims a pod has. */
export function claimsOfPod(pod: ClaimingPod): number {
  if (claimedDevices(pod) === undefined) return 0;
  return pod.claim.per === 'accelerator' ? Math.min(pod.accelerators, MOST_CLAIMS) : 1;
}

/** The accelerators of one claim. */
export function acceleratorsOfClaim({ accelerators, claim: { per } }: ClaimingPod): number {
  return per === 'accelerator' ? 1 : accelerators;
}

/** The class of the accelerators: the one that is stated, or that of the driver; of MIG slices its own. */
export function acceleratorClass({ claim, device, product = '' }: ClaimingPod): string | undefined {
  const { dra } = device;
  return claim.accelerators?.deviceClass ?? (gpuPart(product)?.slice ? dra?.sliceClass : dra?.deviceClass);
}

function acceleratorRequest(pod: ClaimingPod): readonly DeviceRequest[] {
  const { claim: { accelerators } } = pod;
  if (accelerators === undefined) return [];
  const count = acceleratorsOfClaim(pod);
  return [{
    name: 'accelerator',
    exactly: {
      // Without a class there is an error (PD648).
      deviceClassName: acceleratorClass(pod) ?? '',
      count,
      ...selectorsOf(accelerators.selectors),
    },
  }];
}

function nicRequest(
  { count, deviceClass, firstAvailable, selectors = [] }: NonNullable<DeviceClaimSpec['nics']>,
): DeviceRequest {
  const of = (more: readonly string[]): ExactRequest => ({
    deviceClassName: deviceClass,
    ...(count !== undefined && { allocationMode: 'ExactCount', count }),
    ...selectorsOf([...selectors, ...more]),
  });
  return firstAvailable === undefined
    ? { name: 'nic', exactly: of([]) }
    : { name: 'nic', firstAvailable: firstAvailable.map((group, index) => ({
        name: `nic-group-${index}`, ...of(group.selectors),
      })) };
}

function selectorsOf(expressions: readonly string[] = []): Pick<ExactRequest, 'selectors'> {
  return expressions.length === 0 ? {} : { selectors: expressions.map(expression => ({ cel: { expression } })) };
}

/** More than a node has accelerators: a plan is made before its sizes are judged. */
const MOST_CLAIMS = 64;
