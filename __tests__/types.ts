import { InferenceSpec } from '../lib';
import { validSpec } from './valid-spec';

// What must not compile: `npm run typecheck` fails where one of these lines does.
export const mistakes: readonly InferenceSpec[] = [
  // @ts-expect-error -- a field that does not exist
  { ...validSpec, prefil: validSpec.prefill },
  // @ts-expect-error -- GPUs are derived, there is no field for them
  { ...validSpec, decode: { ...validSpec.decode, gpus: 8 } },
  // @ts-expect-error -- a way to split an engine that there is not
  { ...validSpec, decode: { ...validSpec.decode, parallelism: { context: 8 } } },
  // @ts-expect-error -- a number in quotes
  { ...validSpec, decode: { ...validSpec.decode, replicas: '8' } },
  // @ts-expect-error -- a unit that Kubernetes does not have
  { ...validSpec, decode: { ...validSpec.decode, memory: '100GB' } },
  // @ts-expect-error -- a model without its owner
  { ...validSpec, model: { uri: 'hf://Qwen3-32B' } },
  // @ts-expect-error -- a token in place of a reference
  { ...validSpec, model: { ...validSpec.model, token: 'text' } },
  // @ts-expect-error -- a kind of cache that does not exist
  { ...validSpec, modelCache: { type: 'pvc', size: '1Gi' } },
  // @ts-expect-error -- a release by name
  { ...validSpec, release: 'ROUTER_0_3' },
  // @ts-expect-error -- a container in the pod's extra fields would replace ours
  { ...validSpec, decode: { ...validSpec.decode, pod: { containers: [] } } },
];
