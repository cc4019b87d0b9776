import { InferenceSpec, istio, Release } from '../lib';
import { llama31 } from './llm-d-llama31';

/** The same deployment on today's release and gateway, beside the first in a namespace of its own. */
export const llama31Next: InferenceSpec = {
  ...llama31,
  namespace: 'llm-d-llama31-next',
  release: Release.LLM_D_0_10,
  gateway: istio('1.28'),
};
