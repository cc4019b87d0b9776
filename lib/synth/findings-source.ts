import { IConstruct } from 'constructs';
import { Finding } from '../rules/language/finding';

/**
 * A construct that says itself what is wrong with it, with more than a string: which rule, which field, how to repair
 * it.
 */
export interface Checked {
  /** What cannot work (errors) and what probably does not do what was meant (warnings). */
  findings(): readonly Finding[];
}

/** Whether a construct is one. */
export function isChecked(construct: IConstruct): construct is IConstruct & Checked {
  return typeof (construct as Partial<Checked>).findings === 'function';
}
