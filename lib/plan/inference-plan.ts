import { OperationsPlan } from './operations-plan';
import { EndpointPickerPlan } from './endpoint-picker-plan';
import { InferenceGatewayPlan } from './inference-gateway-plan';
import { InferencePoolPlan } from './inference-pool-plan';
import { ModelCachePlan } from './model-cache-plan';
import type { PoolPlan } from './pool-plan';
import { InferenceSpec } from '../spec/deployment';

/**
 * A spec with every default and derived value filled in: for each construct of a deployment the props it takes. Plain
 * data; rules read it.
 */
export interface InferencePlan {
  /** Name of the deployment: the chart's id and the prefix of derived names. */
  readonly name: string;
  /** What the user wrote. */
  readonly spec: InferenceSpec;
  /** The shared weights. */
  readonly modelCache: ModelCachePlan;
  /** The model servers, one pool for each role that the deployment has, in the order in which they are written. */
  readonly pools: readonly PoolPlan[];
  /** The picker. */
  readonly endpointPicker: EndpointPickerPlan;
  /** The pool over all roles. */
  readonly inferencePool: InferencePoolPlan;
  /** The way in. */
  readonly inferenceGateway: InferenceGatewayPlan;
  /** Disruption budgets, policies, autoscalers and monitoring. */
  readonly operations: OperationsPlan;
}
