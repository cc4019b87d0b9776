/**
 * The name of a rule. Never reused: people search for it and waive by it. Of this library it is `PD` and a number whose
 * hundreds are the family; of an app's own rules it is a word in capital letters, a dash and a number.
 */
export type RuleId = `PD${number}` | `${Uppercase<string>}-${number}`;

/** Whether a text is the id of a rule that is not of this library, for example `ACME-1`. */
export function isOwnRuleId(text: string): boolean {
  return /^(?!PD-)[A-Z][A-Z0-9]{1,19}-\d{1,5}$/.test(text);
}
