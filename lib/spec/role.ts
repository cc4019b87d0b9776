/** What a pod does in disaggregated serving. Value of the label `llm-d.ai/role`. */
export type Role = 'prefill' | 'decode';

/** Both roles, in the order they are written. */
export const roles: readonly Role[] = ['prefill', 'decode'];
