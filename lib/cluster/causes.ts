import { attachmentCauses } from './cause-attachment';
import { podCauses } from './cause-pods';
import { requestCauses } from './cause-requests';
import { selectionCauses } from './cause-selection';
import { Denial } from './denial';
import { Gateway, HttpRoute, InferencePool, Pod } from './kubernetes-objects';
import { DistDeployment } from './dist-deployment';
import { Answer } from './answer';

/** What was seen of a deployment. */
export interface Evidence {
  readonly deployment: DistDeployment;
  /** All pods of the namespace. */
  readonly pods: readonly Pod[];
  /** As they are in the cluster; absent where they are not. */
  readonly gateway?: Gateway;
  readonly route?: HttpRoute;
  readonly pool?: InferencePool;
  readonly events: readonly Event[];
  /** The picker's configuration as it is mounted, if it is. */
  readonly pickerConfig?: string;
  readonly answers: readonly Answer[];
  readonly denials: readonly Denial[];
  /** The end of the log of a container in a pod that is not ready, by `template of the pod/container`, since pods of a template fail alike. */
  readonly logs: Readonly<Record<string, string>>;
}

/** An event of the namespace. */
export interface Event {
  readonly reason?: string;
  readonly message?: string;
  readonly lastTimestamp?: string;
  readonly eventTime?: string;
  readonly involvedObject: { readonly kind: string; readonly name: string };
}

/** Sentences that say why a deployment does not do what it is for, the most direct ones first. None when nothing is wrong. */
export function causesOf(evidence: Evidence): readonly string[] {
  return [...new Set([podCauses, attachmentCauses, selectionCauses, requestCauses].flatMap(causes => causes(evidence)))];
}
