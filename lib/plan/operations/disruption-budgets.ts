import { boolean, optional } from '../../schema/shape';
import type { DisruptionBudgetProps } from '../disruption-budget-props';
import type { OperationsPart } from './part';

/** A PodDisruptionBudget for each role. */
export const disruptionBudgets: OperationsPart<'disruptionBudgets'> = {
  fields: { disruptionBudgets: optional(boolean) },
  plan: ({ pools, spec }) => ({
    disruptionBudgets: spec.operations?.disruptionBudgets ?? true
      ? pools.map(({ name, selector }) => ({ name, selector }))
      : [],
  }),
};

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
