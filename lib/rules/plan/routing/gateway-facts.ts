import type { InferenceGatewayPlan } from '../../../plan/inference-gateway-plan';
import type { InferenceSpec } from '../../../spec/deployment';

/** What rules about a Gateway that is made read: of a deployment, or of a Gateway that many share. */
export interface GatewayFacts {
  /** What the user wrote. */
  readonly spec: Pick<InferenceSpec, 'entrance' | 'gateway' | 'namespace'>;
  /** What follows. */
  readonly inferenceGateway: Pick<InferenceGatewayPlan, 'entrance'>;
}
