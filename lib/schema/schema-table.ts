/** What the API server checks of objects, by kind. Written by `npm run kinds` from `crds/` and `schemas/`. */
export interface SchemaTable {
  /** The node of a kind, by `<apiVersion> <kind>`. */
  readonly kinds: Readonly<Record<string, number>>;
  /** All nodes; they refer to each other by their place in this list. */
  readonly nodes: readonly SchemaText[];
}

/**
 * What one value of an object may be, as the table has it. The keywords of OpenAPI mean what they mean there
 * (Kubernetes documentation, Extend the Kubernetes API with CustomResourceDefinitions, Specifying a structural schema).
 */
export interface SchemaText {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly required?: readonly string[];
  readonly nullable?: boolean;
  /** What the server sets where the field is absent, before it checks. */
  readonly default?: unknown;
  /** The fields. */
  readonly properties?: Readonly<Record<string, number>>;
  /** Each entry of a list. */
  readonly items?: number;
  /** Each value of a map whose keys are free. */
  readonly values?: number;
  /** Fields that are not in `properties` are refused. */
  readonly closed?: boolean;
  /** The fields by which the entries of a list are told apart. */
  readonly mapKeys?: readonly string[];
  /** No two entries of a list are the same. */
  readonly set?: boolean;
  readonly not?: number;
  readonly allOf?: readonly number[];
  readonly anyOf?: readonly number[];
  readonly oneOf?: readonly number[];
  /** CEL rules, with what the server answers where one does not hold. */
  readonly rules?: readonly { readonly rule: string; readonly message: string }[];
}
