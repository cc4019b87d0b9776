import { PodSpec } from './kubernetes-objects';
import { amountOf } from './quantity';

/** Amounts by resource. */
export type Amounts = Readonly<Record<string, number>>;

/** What the scheduler sets aside for a pod: its containers and native sidecars together, or an init container that asks for more. */
export function requestsOf({ containers, initContainers = [] }: PodSpec): Amounts {
  const own = ({ resources }: PodSpec['containers'][number]): Amounts =>
    Object.fromEntries(Object.entries({ ...resources?.limits, ...resources?.requests }).map(([name, quantity]) => [name, amountOf(quantity)]));
  const together = sum([...containers, ...initContainers.filter(({ restartPolicy }) => restartPolicy === 'Always')].map(own));
  const before = initContainers.filter(({ restartPolicy }) => restartPolicy !== 'Always').map(own);
  return before.reduce((most, amounts) => greatest(most, amounts), together);
}

/** Amounts together. */
export function sum(all: readonly Amounts[]): Amounts {
  const total: Record<string, number> = {};
  for (const amounts of all) for (const [name, amount] of Object.entries(amounts)) total[name] = (total[name] ?? 0) + amount;
  return total;
}

function greatest(a: Amounts, b: Amounts): Amounts {
  return Object.fromEntries([...new Set([...Object.keys(a), ...Object.keys(b)])].map(name => [name, Math.max(a[name] ?? 0, b[name] ?? 0)]));
}
