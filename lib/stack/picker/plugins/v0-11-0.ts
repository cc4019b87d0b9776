import { plugins0100 } from './v0-10-0';

/**
 * Every plugin of `llm-d-router-endpoint-picker:v0.11.0`: those of v0.10.0 without the deprecated ones that it removes
 * (llm-d-router PR 936, 2844, 2859, 2865, 2866, 2869). Not read at the tag.
 */
export const plugins0110 = without(
  plugins0100,
  'by-label', 'by-label-selector', 'tokenizer', 'disagg-headers-handler', 'prefill-header-handler',
  'pd-profile-handler', 'precise-prefix-cache-scorer',
);

function without<T extends object, K extends keyof T>(all: T, ...removed: readonly K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !removed.includes(name as K))) as Omit<T, K>;
}
