import { amountOf } from '../../kube/quantity';

/** A Kubernetes quantity of bytes in GiB; `undefined` where it is not one. */
export function gib(quantity?: string): number | undefined {
  const bytes = amount(quantity);
  return bytes === undefined ? undefined : bytes / 2 ** 30;
}

/** A Kubernetes quantity of CPUs; `undefined` where it is not one. */
export function cpus(quantity?: string): number | undefined {
  return amount(quantity);
}

function amount(quantity = ''): number | undefined {
  const read = amountOf(quantity);
  return read >= 0 ? read : undefined;
}
