import { IConstruct } from 'constructs';
import { Finding } from '../rules/language/finding';

/**
 * A construct that says itself what is wrong with it, with more than a string: which rule, which field, how to repair
 * it.
 */
export interface Checked {
  /** What cannot work (errors) and what probably does not do what was meant (warnings). */
  findings(): readonly Finding[];
  /** The reasons for which its spec waives rules, by their ids. @default - none is waived */
  readonly waivers?: Readonly<Record<string, string>>;
}

/** Whether a construct is one. */
export function isChecked(construct: IConstruct): construct is IConstruct & Checked {
  return typeof (construct as Partial<Checked>).findings === 'function';
}

const creations = new WeakMap<IConstruct, Error>();

/**
 * Remembers where the app makes a construct, for the place of its findings. The stack is written out only when it is
 * asked for.
 *
 * @param maker the class whose constructor is running: what is within it is left out
 */
export function rememberCreation(construct: IConstruct, maker: unknown): void {
  const created = new Error();
  Error.captureStackTrace(created, maker as () => void);
  creations.set(construct, created);
}

/** The stack at which the app made a construct, if that was remembered. */
export function creationOf(construct: IConstruct): Error | undefined {
  return creations.get(construct);
}
