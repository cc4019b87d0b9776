import type { Evidence } from './evidence';
import { attachmentCauses } from './attachment';
import { podCauses } from './pods';
import { requestCauses } from './requests';
import { selectionCauses } from './selection';

/** Sentences that say why a deployment does not do what it is for, the most direct ones first. None when nothing is wrong. */
export function causesOf(evidence: Evidence): readonly string[] {
  return [...new Set([podCauses, attachmentCauses, selectionCauses, requestCauses].flatMap(causes => causes(evidence)))];
}
