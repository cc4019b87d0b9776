/** The value of a flag: one that is `true` stands alone; one that is `false` or `undefined` is not written. */
export type FlagValue = string | number | boolean | readonly string[] | undefined;
