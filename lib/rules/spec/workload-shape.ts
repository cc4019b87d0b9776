import { anyOf, form, object, oneOf, optional, wholeNumber } from '../../schema/shape';
import type { DisaggregatedSetSpec, SetPlacement } from '../../spec/disaggregated-set';
import type { RolloutSpec } from '../../spec/rollout';

const share = anyOf(
  'a whole number, or a percentage', wholeNumber(0, 1_000_000), form(/^(100|[1-9]?\d)%$/, 'a percentage as \'25%\''),
);

/** The shape of how pods are replaced. */
export const rollout = object<RolloutSpec>({
  maxUnavailable: optional(share), maxSurge: optional(share), partition: optional(wholeNumber(0, 1_000_000)),
});

const labelKey = form(
  /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/, 'the key of a label of nodes',
);

/** The shape of a set of both roles. */
export const disaggregatedSet = object<DisaggregatedSetSpec>({
  slices: optional(wholeNumber(1, 100)),
  placement: optional(object<SetPlacement>({ type: oneOf('ExclusiveSlice', 'ExclusiveTopology'), topology: labelKey })),
});
