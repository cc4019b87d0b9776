import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import type { RenderedObject } from '../rules/language/rendered-object';

/** An object that says something of all others of its chart. The App writes it last, from what it wrote of them. */
export interface Derived {
  /** The object. */
  of(others: readonly RenderedObject[]): RenderedObject;
}

/** Whether a construct is one. */
export function isDerived(construct: IConstruct): construct is ApiObject & Derived {
  return construct instanceof ApiObject && typeof (construct as Partial<Derived>).of === 'function';
}
