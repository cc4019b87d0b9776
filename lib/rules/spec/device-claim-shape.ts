import { boolean, list, object, oneOf, optional, Shape, string, wholeNumber } from '../../schema/shape';
import type {
  ClaimedAcceleratorsSpec, ClaimedNicsSpec, DeviceClaimSpec, NicGroupSpec,
} from '../../spec/device-claim';

const selectors = list(string);

/** `claim` of a spec or of a role. */
export const deviceClaim: Shape = object<DeviceClaimSpec>({
  accelerators: optional(object<ClaimedAcceleratorsSpec>({
    deviceClass: optional(string), selectors: optional(selectors),
  })),
  nics: optional(object<ClaimedNicsSpec>({
    deviceClass: string,
    count: optional(wholeNumber(1, 32)),
    selectors: optional(selectors),
    firstAvailable: optional(list(object<NicGroupSpec>({ selectors }))),
  })),
  per: optional(oneOf('pod', 'accelerator')),
  sameAttribute: optional(string),
  computeDomain: optional(boolean),
});
