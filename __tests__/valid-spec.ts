import { InferenceSpec, istio, Release } from '../lib';

/** A spec with pods of both roles. */
export type PairSpec = InferenceSpec & Required<Pick<InferenceSpec, 'prefill'>>;

/** The smallest valid spec. */
export const validSpec: PairSpec = {
  namespace: 'team-a',
  release: Release.LLM_D_0_10,
  gateway: istio('1.30'),
  model: { uri: 'hf://openai/gpt-oss-120b' },
  modelCache: { type: 'emptyDir', size: '100Gi' },
  prefill: { replicas: 2, cpu: '8', memory: '64Gi' },
  decode: { replicas: 4, cpu: '8', memory: '64Gi' },
};

/** The same with some fields replaced, which the compiler may not like: `cdk8s synth` does not ask it. */
export function specWith(change: { readonly [field: string]: unknown }): PairSpec {
  return { ...validSpec, ...change };
}

/** The same with some fields of one role replaced. */
export function roleWith(role: 'prefill' | 'decode', change: { readonly [field: string]: unknown }): PairSpec {
  return { ...validSpec, [role]: { ...validSpec[role], ...change } };
}
