import { OperationsPlan } from './operations-plan';
import { EndpointPickerPlan } from '../constructs/routing/endpoint-picker-props';
import { InferenceGatewayPlan } from '../constructs/routing/inference-gateway';
import { InferencePoolPlan } from '../constructs/routing/inference-pool';
import { DecodePoolPlan } from '../constructs/serving/decode-pool';
import { ModelCachePlan } from '../constructs/serving/model-cache';
import { PrefillPoolPlan } from '../constructs/serving/prefill-pool';
import { InferenceSpec } from '../spec/deployment';

/** A spec with every default and derived value filled in: for each construct of a deployment the props it takes. Plain data; rules read it. */
export interface InferencePlan {
  /** Name of the deployment: the chart's id and the prefix of derived names. */
  readonly name: string;
  /** What the user wrote. */
  readonly spec: InferenceSpec;
  /** The shared weights. */
  readonly modelCache: ModelCachePlan;
  /** The prefill pods, but for the cache's volume. */
  readonly prefill: PrefillPoolPlan;
  /** The decode pods, but for the cache's volume. */
  readonly decode: DecodePoolPlan;
  /** The picker. */
  readonly endpointPicker: EndpointPickerPlan;
  /** The pool over both roles. */
  readonly inferencePool: InferencePoolPlan;
  /** The way in. */
  readonly inferenceGateway: InferenceGatewayPlan;
  /** Disruption budgets, policies, autoscalers and monitoring. */
  readonly operations: OperationsPlan;
}
