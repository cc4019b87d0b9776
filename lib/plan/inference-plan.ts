import { OperationsPlan } from './operations-plan';
import { EndpointPickerProps } from '../constructs/routing/endpoint-picker-props';
import { InferenceGatewayProps } from '../constructs/routing/inference-gateway';
import { InferencePoolProps } from '../constructs/routing/inference-pool';
import { DecodePoolProps } from '../constructs/serving/decode-pool';
import { ModelCacheProps } from '../constructs/serving/model-cache';
import { PrefillPoolProps } from '../constructs/serving/prefill-pool';
import { InferenceSpec } from '../spec/deployment';
import type { AcceleratorFacts } from '../devices/accelerator-facts';

/** A spec with every default and derived value filled in: for each construct of a deployment the props it takes. Plain data; rules read it. */
export interface InferencePlan {
  /** Name of the deployment: the chart's id and the prefix of derived names. */
  readonly name: string;
  /** What the user wrote. */
  readonly spec: InferenceSpec;
  /** The GPU of all nodes. @default - any */
  readonly accelerator?: PlannedAccelerator;
  /** The shared weights. */
  readonly modelCache: ModelCacheProps;
  /** The prefill pods, but for the cache's volume. */
  readonly prefill: Omit<PrefillPoolProps, 'modelCache'>;
  /** The decode pods, but for the cache's volume. */
  readonly decode: Omit<DecodePoolProps, 'modelCache'>;
  /** The picker. */
  readonly endpointPicker: EndpointPickerProps;
  /** The pool over both roles. */
  readonly inferencePool: InferencePoolProps;
  /** The way in. */
  readonly inferenceGateway: InferenceGatewayProps;
  /** Disruption budgets, policies, autoscalers and monitoring. */
  readonly operations: OperationsPlan;
}

/** A GPU that a spec names. */
export interface PlannedAccelerator {
  /** The value of the node label. */
  readonly product: string;
  /** What is known about it; absent where nothing is. */
  readonly facts?: AcceleratorFacts;
}
