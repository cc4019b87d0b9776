import { amountOf } from '../../kube/quantity';

/** Whether a field holds a quantity, by its path: kubernetes v1.34.4 staging/src/k8s.io/api, the type Quantity. */
export function isQuantity(path: string): boolean {
  return /\.(requests|limits|capacity|overhead|hard|min|max)\.[^.[]+$|\.(sizeLimit|divisor|averageValue)$/.test(path);
}

/** Whether two quantities are the same amount. */
export function isSameAmount(one: unknown, other: unknown): boolean {
  const [first, second] = [one, other].map(value => amountOf(value as string | number));
  return Number.isFinite(first) && first!.toPrecision(12) === second!.toPrecision(12);
}
