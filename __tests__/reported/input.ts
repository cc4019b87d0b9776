/** What becomes of an input: an error, only warnings, or nothing is said. */
export type Verdict = 'refused' | 'warned' | 'accepted';

/** An input that somebody wrote, and what is expected of it. */
export type Input = SpecInput | OtherInput;

/** A spec, as what differs from the base. */
export interface SpecInput {
  /** Its number in the list that it is from. */
  readonly id: string;
  /** What was written. */
  readonly what: string;
  /** The fields of the spec that differ. */
  readonly change: object;
  /** What is expected. */
  readonly is: Verdict;
  /** Rules that must say it; those of a warning or an error. @default - any, or none where it is accepted */
  readonly by?: readonly string[];
}

/** What is no spec: a command, two synths, a cluster, a text. Another test has it. */
export interface OtherInput {
  readonly id: string;
  readonly what: string;
  /** What is expected, where it is one of three. @default - a text, a format or an answer */
  readonly is?: Verdict;
  /** The file of the test, and words that are in it. */
  readonly testedIn?: readonly [file: string, words: string];
  /** Why nothing tests it: what stays open. */
  readonly open?: string;
}
