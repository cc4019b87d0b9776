import type { Labels } from './labels';

/** What a `DisruptionBudget` needs. */
export interface DisruptionBudgetProps {
  /** Name of the PodDisruptionBudget: that of the Deployment. */
  readonly name: string;
  /** The pods. */
  readonly selector: Labels;
}
