import type { AcceleratorName } from '../devices/accelerator';
import type { GatewayVersion } from '../gateways/gateway-versions';
import type { Release } from '../stack/release';

/** What the owner of a new project says about its first deployment. */
export interface Answers {
  /** The deployment: also the name of its file, and the beginning of the names of its objects. */
  readonly name: string;
  /** Its namespace. */
  readonly namespace: string;
  /** The model, as `hf://<owner>/<model>`. */
  readonly model: `hf://${string}/${string}`;
  /** The GPU of all nodes. @default - any GPU, and memory is not judged */
  readonly accelerator?: AcceleratorName;
  /** The gateway in the cluster. */
  readonly gateway: GatewayVersion;
  /** The llm-d release. */
  readonly release: Release;
  /** Pods of the role prefill. */
  readonly prefill: number;
  /** Pods of the role decode. */
  readonly decode: number;
}
