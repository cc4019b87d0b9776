import { InferencePoolGroup } from '../gateways/inference-pool-api';
import type { SelectedBy } from '../gateways/gateway';
import type { FailureMode } from '../spec/endpoint-picker';
import { Labels } from './labels';

/** An `InferencePool` with every derived value: `planInference(...).inferencePool`. */
export interface InferencePoolPlan {
  /** Name of the pool. */
  readonly name: string;
  /** Whether an InferencePool is written, or the picker is told by its flags which pods take requests. */
  readonly selectedBy: SelectedBy;
  /** API group: the one that the gateway reads. */
  readonly group: InferencePoolGroup;
  /** Selects the pods of every role; the picker tells the roles apart. */
  readonly matchLabels: Labels;
  /** The port of every selected pod that takes requests: the proxy's on decode pods, the engine's on others. */
  readonly targetPort: number;
  /** How many ports from it on the pods have: one for each rank with a port of its own, of the role with most. */
  readonly ports: number;
  /** The picker's Service. */
  readonly endpointPicker: {
    /** Name, in the pool's namespace. */
    readonly serviceName: string;
    /** Port of the ext_proc service. */
    readonly port: number;
  };
  /** What the gateway does while no picker answers. */
  readonly failureMode: FailureMode;
}
