/** What the API server sets where a field is absent, for the fields of an object and what is within them. */
export interface DefaultNode {
  /** What an absent field means; a function where other fields of the same map decide. */
  readonly value?: unknown;
  /** The fields of a map. */
  readonly fields?: Readonly<Record<string, DefaultNode>>;
  /** Each entry of a list. */
  readonly items?: DefaultNode;
}

/** A value that the fields beside it decide. */
export type ValueFrom = (beside: Readonly<Record<string, unknown>>) => unknown;

/** A field with a default. */
export function is(value: unknown, within: DefaultNode = {}): DefaultNode {
  return { value, ...within };
}

/** A map whose fields have defaults. */
export function map(fields: Readonly<Record<string, DefaultNode>>): DefaultNode {
  return { fields };
}

/** A list whose entries are such maps. */
export function list(fields: Readonly<Record<string, DefaultNode>>): DefaultNode {
  return { items: { fields } };
}

/** What a field means where it is absent; `undefined` where it means nothing. */
export function defaultOf(node: DefaultNode | undefined, beside: Readonly<Record<string, unknown>>): unknown {
  return typeof node?.value === 'function' ? (node.value as ValueFrom)(beside) : node?.value;
}
