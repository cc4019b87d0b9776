import type { ResourcesSpec } from '../spec/containers';
import type { SecretKeyReference } from '../spec/references';
import type { VerificationPlan, VerificationTask } from './verification-plan';

/** The Jobs after a sync, but for the pods that they take after. */
export interface PlannedVerification {
  /** Name of the deployment. */
  readonly deployment: string;
  /** What their program is told. */
  readonly plan: VerificationPlan;
  /** A token that the Gateway lets in. @default - none is sent */
  readonly token?: SecretKeyReference;
  /** Requests and limits of their containers beside the defaults. @default - the defaults */
  readonly resources?: ResourcesSpec;
  /** In the order in which they run. */
  readonly tasks: readonly VerificationTask[];
}
