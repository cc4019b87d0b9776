import type { Fields } from '../../schema/shape';
import type { OperationsSpec } from '../../spec/operations';
import { autoscalers } from './autoscalers';
import { disruptionBudgets } from './disruption-budgets';
import { monitoring } from './monitoring';
import { networkPolicies } from './network-policies';
import type { OperationsPlan } from '../operations-plan';
import type { OperationsPart, ServedDeployment } from './part';
import { verification } from './verification';

/** Every part, each with a module of its own in this folder. */
const parts = [disruptionBudgets, networkPolicies, monitoring, verification, autoscalers] as const;

/** The fields of the parts in `operations` of a spec, each with its shape. */
export const partFields = Object.assign({}, ...parts.map(({ fields }) => fields)) as Fields<
  Pick<OperationsSpec, FieldOf<(typeof parts)[number]>>
>;

/** The parts that a spec asks for. */
export function planOperations(deployment: ServedDeployment): OperationsPlan {
  return Object.assign({}, ...parts.map(({ plan }) => plan(deployment))) as OperationsPlan;
}

type FieldOf<Part> = Part extends OperationsPart<infer Field> ? Field : never;
