/** One place where a rule is broken. */
export interface Violation {
  /** Path of the field in the spec. */
  readonly field: string;
  /** What is wrong here and why it cannot work, with the value unless it may be a secret. */
  readonly cause: string;
  /** What to write instead. @default - the rule's */
  readonly fix?: string;
}
