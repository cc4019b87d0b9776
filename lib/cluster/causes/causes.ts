import type { Evidence } from './evidence';
import { attachmentCauses } from './attachment';
import { podCauses } from './pods';
import { requestCauses } from './requests';
import { selectionCauses } from './selection';

/** Sentences that say why a deployment does not work, the most direct ones first. Empty if nothing is wrong. */
export function causesOf(evidence: Evidence): readonly string[] {
  return [
    ...new Set([podCauses, attachmentCauses, selectionCauses, requestCauses].flatMap(causes => causes(evidence))),
  ];
}
