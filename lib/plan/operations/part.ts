import type { Shape } from '../../schema/shape';
import type { OperationsSpec } from '../../spec/operations';
import type { InferencePlan } from '../inference-plan';
import type { OperationsPlan } from '../operations-plan';

/**
 * A part of the operations of a deployment: what a spec says of it, and what follows. A module in this folder declares
 * the field of the spec and the field of the plan where it is, beside this.
 */
export interface OperationsPart<Field extends keyof OperationsSpec> {
  /** The fields of `operations` of a spec that the part has, each with its shape. */
  readonly fields: { readonly [Name in Field]: Shape };
  /** What the part adds to the plan; nothing where it is off. */
  readonly plan: (deployment: ServedDeployment) => Partial<OperationsPlan>;
}

/** What a part may read of a deployment. */
export type ServedDeployment = Pick<
  InferencePlan,
  'endpointPicker' | 'inferenceGateway' | 'inferencePool' | 'modelCache' | 'name' | 'pools' | 'spec'
>;
