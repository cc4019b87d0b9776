/** The name of a rule. Never reused: people search for it and waive by it. The hundreds are the family. */
export type RuleId = `PD${number}`;
