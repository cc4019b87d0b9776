import type { ResourcesSpec } from '../spec/containers';
import type { Labels } from './labels';
import type { ModelCachePlan } from './model-cache-plan';
import type { ModelServerPoolProps } from './model-server-pool-props';

/** Pods without a GPU that turn prompts into tokens for the picker, with every derived value. */
export interface TokenizerPlan {
  /** Name of all its objects. */
  readonly name: string;
  /** Its image: vLLM of the engines' version, built for CPUs. */
  readonly image: string;
  /** Pods at the same time. */
  readonly replicas: number;
  /** The port of its pods and of its Service. */
  readonly port: number;
  /** Labels of its pods. No pool selects them. */
  readonly labels: Labels;
  /** The engines whose prompts it reads: it has their model, their files and whatever changes their tokens. */
  readonly engine: ModelServerPoolProps;
  /** Where the files of the model are kept. */
  readonly modelCache: ModelCachePlan;
  /** What its container gets beside the defaults. @default - the defaults */
  readonly resources?: ResourcesSpec;
  /** Secrets with which its image is pulled. @default - none */
  readonly pullSecrets?: readonly string[];
}
