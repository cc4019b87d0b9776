import type { ModelServerMetrics } from '../stack/vllm/metrics';
import type { Labels } from './labels';

/** What the program in a verification Job is told of a deployment. */
export interface VerificationPlan {
  readonly namespace: string;
  /** The gateway's Service as `http://name.namespace.svc:port`, with what stands before every path. */
  readonly gateway: string;
  /** Headers without which the route takes no request. @default - none */
  readonly headers?: Readonly<Record<string, string>>;
  /** The name that requests give the model. */
  readonly model: string;
  /** The model's repository, of which a load generator needs the tokenizer. */
  readonly tokenizer: string;
  /** The roles that have pods, in the order in which a request passes them. */
  readonly roles: { readonly prefill?: VerifiedRole; readonly decode: VerifiedRole };
  /** Names of counters by what they count. */
  readonly metrics: Readonly<Record<string, string>>;
}

/** Where the pods of a role are found and asked. */
export interface VerifiedRole {
  readonly selector: Labels;
  /** Pods that must be ready before anything is asked. */
  readonly replicas: number;
  /** Port of the engine, which has the counters. */
  readonly enginePort: number;
  /** Port that requests come to: the routing proxy's on decode pods. */
  readonly servingPort: number;
  /** Engines of a pod that have ports of their own, one after the other from those two. @default 1 */
  readonly ranks?: number;
}

/** What a `verificationObjects` Job does. */
export interface VerificationTask {
  /** `verify`, `warm-up` or `bench`: a word of the program and part of the Job's name. */
  readonly name: 'verify' | 'warm-up' | 'bench';
  /** The task's numbers, in the order of the program's parameters. */
  readonly numbers: readonly number[];
  /** Seconds after which the Job is stopped. */
  readonly deadlineSeconds: number;
}

/**
 * The counters that tell whether prefill and decode happen; of pods that do both, the one of requests alone.
 */
export function verifiedMetrics(
  { requests, kvBytes, kvTransferFailures }: Pick<ModelServerMetrics, 'kvBytes' | 'kvTransferFailures' | 'requests'>,
  isDisaggregated: boolean,
): VerificationPlan['metrics'] {
  if (!isDisaggregated) return { requests };
  return {
    requests,
    ...(kvBytes !== undefined && { kvBytes }),
    ...Object.fromEntries(kvTransferFailures.map((metric, index) => [`kvFailure${index}`, metric])),
  };
}
