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
  /** The label by which the pods of its data plane are found, and the value that theirs has. */
  readonly podLabel: { readonly label: string; readonly value: string };
  /** Name of the HTTPRoute. */
  readonly httpRoute: string;
  /** How callers reach it. */
  readonly entrance: PlannedEntrance;
}
