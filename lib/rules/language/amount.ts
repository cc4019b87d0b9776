import { amountOf } from '../../kube/quantity';

/** A Kubernetes quantity as a number of its unit; `undefined` where it is not one. */
export function amount(quantity = ''): number | undefined {
  const read = amountOf(quantity);
  return read >= 0 ? read : undefined;
}

/** A Kubernetes quantity of bytes in GiB; `undefined` where it is not one. */
export function gib(quantity?: string): number | undefined {
  const bytes = amount(quantity);
  return bytes === undefined ? undefined : bytes / 2 ** 30;
}
