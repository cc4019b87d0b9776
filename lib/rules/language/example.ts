import { hintsOf } from '../../model-sources/hub-models';
import type { RuleId } from './rule-id';

/**
 * Two deployments that differ in one field: one breaks a rule, the other does not. Both are tests, and both are in the
 * documentation. They are changes of the smallest valid spec or object (lib/rules/report/example-spec.ts).
 */
export interface Example {
  /**
   * The field in which the two differ: of the spec, of the plan where the library derives it, or of an object of an
   * app. In a plan `prefill.replicas` is the field `replicas` of the pool with the role `prefill`; `prefill` alone is
   * the pool, which `undefined` leaves out.
   */
  readonly field: string;
  /** Whose field it is. @default 'spec' */
  readonly of?: 'spec' | 'plan' | 'object';
  /** The value that breaks the rule. */
  readonly fails: unknown;
  /** How `fails` is written, where that is a call. @default - as the value */
  readonly failsWritten?: string;
  /**
   * Further values that break it, where one that does with every version of the stack does not exist: a value that is
   * wrong in one version may be right in another.
   *
   * @default - none
   */
  readonly alsoFails?: readonly unknown[];
  /** A value that does not; `undefined` leaves the field out. */
  readonly passes: unknown;
  /** Fields that both have, other than those of the smallest spec or object. @default - none */
  readonly given?: Readonly<Record<string, unknown>>;
  /** Other rules that the same value breaks. @default - none */
  readonly implies?: readonly RuleId[];
}

/** The fields of a spec with another model, and a waiver of what is found in any pair with it. */
export function givenModel(repository: string, ...waived: readonly RuleId[]): Readonly<Record<string, unknown>> {
  return {
    'model.uri': `hf://${repository}`,
    'waive': Object.fromEntries(waived.map(rule => [rule, 'an example'])),
    ...(hintsOf(repository).isGated && { 'model.token': { secretName: 'hub', key: 'token' } }),
  };
}
