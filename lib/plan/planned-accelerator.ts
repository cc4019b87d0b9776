import { acceleratorFacts } from '../devices/accelerators';
import type { InferenceSpec } from '../spec/deployment';
import type { PlannedAccelerator } from './inference-plan';

/** The GPU with its facts: those of the object, or of the row of its name. */
export function acceleratorOf(
  { accelerator }: Pick<InferenceSpec, 'accelerator'>,
): { readonly accelerator?: PlannedAccelerator } {
  if (accelerator === undefined) return {};
  if (typeof accelerator === 'object') return { accelerator: { product: accelerator.product, facts: accelerator } };
  const facts = acceleratorFacts(accelerator);
  return { accelerator: { product: accelerator, ...(facts && { facts }) } };
}
