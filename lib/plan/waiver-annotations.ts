import type { InferenceSpec } from '../spec/deployment';

/**
 * The annotations that tell a reader of the manifests what was waived and why; they are on the endpoint picker's
 * Deployment.
 */
export function waiverAnnotations({ waive = {} }: Pick<InferenceSpec, 'waive'>): Record<string, string> {
  return Object.fromEntries(Object.entries(waive).map(([rule, reason]) => [`${WAIVER_ANNOTATION}${rule}`, reason]));
}

/** The waivers that annotations tell of: the inverse of {@link waiverAnnotations}. */
export function waiversOf(
  annotations: Readonly<Record<string, string>>,
): { readonly rule: string; readonly reason: string }[] {
  return Object.entries(annotations)
    .filter(([name]) => name.startsWith(WAIVER_ANNOTATION))
    .map(([name, reason]) => ({ rule: name.slice(WAIVER_ANNOTATION.length), reason }));
}

const WAIVER_ANNOTATION = 'llm-d.ai/waived.';
