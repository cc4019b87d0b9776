import { GatewayParts, GatewayPods, GatewayProvider } from '../gateways/gateway';
import { InferencePoolGroup } from '../gateways/inference-pool-api';
import type { PlannedEntrance } from './planned-entrance';

/**
 * The way in with every derived value: `planInference(...).inferenceGateway`, of an `InferenceGateway` and its {@link
 * InferenceRoute}.
 */
export interface InferenceGatewayPlan extends Omit<GatewayParts, 'gateway' | 'policy'> {
  /** Name of the Gateway, and of its parameters where it is made. */
  readonly name: string;
  /** The Gateway API implementation. */
  readonly provider: GatewayProvider;
  /** What the pods of its data plane get. @default - the defaults */
  readonly pods?: GatewayPods;
  /** Name of the HTTPRoute. */
  readonly httpRoute: string;
  /** How callers reach it. */
  readonly entrance: PlannedEntrance;
  /** The pool of the deployment. */
  readonly inferencePool: {
    /** Name, in the route's namespace. */
    readonly name: string;
    /** Its API group. */
    readonly group: InferencePoolGroup;
    /** Its target port. */
    readonly port: number;
  };
}
