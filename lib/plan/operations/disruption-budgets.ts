import { boolean, optional } from '../../schema/shape';
import type { DisruptionBudgetProps } from '../disruption-budget-props';
import { pickerLabels } from '../picker-labels';
import type { OperationsPart, ServedDeployment } from './part';

/** A PodDisruptionBudget for each role, and for pickers that are several. */
export const disruptionBudgets: OperationsPart<'disruptionBudgets'> = {
  fields: { disruptionBudgets: optional(boolean) },
  plan: ({ endpointPicker, pools, spec }) => ({
    disruptionBudgets: spec.operations?.disruptionBudgets ?? true
      ? [
          ...pools.map(({ name, selector }) => ({ name, selector })),
          ...ofPickers(endpointPicker),
          ...ofTokenizer(endpointPicker),
        ]
      : [],
  }),
};

/** One that is alone has none: it could only keep the node from being drained. */
function ofPickers({ name, replicas }: ServedDeployment['endpointPicker']): DisruptionBudgetProps[] {
  return replicas > 1 ? [{ name, selector: pickerLabels(name) }] : [];
}

function ofTokenizer({ tokenizer }: ServedDeployment['endpointPicker']): DisruptionBudgetProps[] {
  return tokenizer && tokenizer.replicas > 1 ? [{ name: tokenizer.name, selector: tokenizer.labels }] : [];
}

declare module '../../spec/operations' {
  interface OperationsSpec {
    /** A PodDisruptionBudget per role: a drain of nodes takes one pod of it at a time. @default true */
    readonly disruptionBudgets?: boolean;
  }
}

declare module '../operations-plan' {
  interface OperationsPlan {
    /** One a role. */
    readonly disruptionBudgets: readonly DisruptionBudgetProps[];
  }
}
