import type { Finding } from './finding';

/** What is wrong with a plan, and what would be if its spec did not waive it. */
export interface Judgement {
  /** The findings that stand. */
  readonly findings: readonly Finding[];
  /** The findings that the spec waives. */
  readonly waived: readonly Finding[];
}
