import type { VerificationPlan, VerificationTask } from './verification-plan';

/** The Jobs after a sync, but for the pods that they take after. */
export interface PlannedVerification {
  /** Name of the deployment. */
  readonly deployment: string;
  /** What their program is told. */
  readonly plan: VerificationPlan;
  /** In the order in which they run. */
  readonly tasks: readonly VerificationTask[];
}
