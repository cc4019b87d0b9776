import { GatewayParts, GatewayPods } from '../gateways/gateway';
import type { PlannedEntrance } from './planned-entrance';

/**
 * The way in with every derived value: `planInference(...).inferenceGateway`, of an `InferenceGateway` and its {@link
 * InferenceRoute}.
 */
export interface InferenceGatewayPlan extends Omit<GatewayParts, 'gateway' | 'policy'> {
  /** Name of the Gateway, and of its parameters where it is made. */
  readonly name: string;
  /** What the pods of its data plane get. @default - the defaults */
  readonly pods?: GatewayPods;
  /** Name of the HTTPRoute. */
  readonly httpRoute: string;
  /** How callers reach it. */
  readonly entrance: PlannedEntrance;
}
