import { number, object, optional } from '../../schema/shape';
import type { BenchmarkSpec, VerificationSpec } from '../../spec/operations';
import type { PlannedVerification } from '../planned-verification';
import { servingMetrics } from '../serving-metrics';
import { planVerification } from '../verification';
import type { OperationsPart } from './part';

/** The Jobs that Argo CD runs after a sync. */
export const verification: OperationsPart<'verification'> = {
  fields: {
    verification: optional(
      object<VerificationSpec>({
        requests: optional(number),
        benchmark: optional(
          object<BenchmarkSpec>({
            prompts: optional(number),
            concurrency: optional(number),
            inputTokens: optional(number),
            outputTokens: optional(number),
          }),
        ),
      }),
    ),
  },
  plan: (deployment) => {
    const asked = deployment.spec.operations?.verification;
    const metrics = servingMetrics(deployment);
    return asked && metrics ? { verification: planVerification(deployment, metrics.modelServer, asked) } : {};
  },
};

declare module '../../spec/operations' {
  interface OperationsSpec {
    /**
     * Jobs that Argo CD runs after each sync: they prove that requests are served by a prefill pod and a decode pod,
     * and may measure how fast. The sync fails where they do. Without Argo CD use `llmd verify` and `llmd bench`.
     * @default - none
     */
    readonly verification?: VerificationSpec;
  }
}

declare module '../operations-plan' {
  interface OperationsPlan {
    /** What Argo CD runs after a sync. */
    readonly verification?: PlannedVerification;
  }
}
