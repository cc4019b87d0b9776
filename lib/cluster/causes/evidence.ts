import type { Gateway, HttpRoute, InferencePool, Pod } from '../../kube/kubernetes-objects';
import type { DistDeployment } from '../dist-deployment';
import type { Denial } from './dropped-packets';
import type { Answer } from './request-outcome';

/** What was observed of a deployment. */
export interface Evidence {
  readonly deployment: DistDeployment;
  /** All pods of the namespace. */
  readonly pods: readonly Pod[];
  /** The objects in the cluster; absent if they do not exist. */
  readonly gateway?: Gateway;
  readonly route?: HttpRoute;
  readonly pool?: InferencePool;
  readonly events: readonly Event[];
  /** The endpoint picker's configuration in its ConfigMap; absent if there is none. */
  readonly pickerConfig?: string;
  readonly answers: readonly Answer[];
  readonly denials: readonly Denial[];
  /**
   * The end of the log of a container in a pod that is not ready, by `template of the pod/container`, since pods of a
   * template fail alike.
   */
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
