import { PodSpec } from '../../kube/kubernetes-objects';
import { amountOf } from '../../kube/quantity';

/** Amounts by resource. */
export type Amounts = Readonly<Record<string, number>>;

/**
 * What the scheduler reserves for a pod: the sum of its containers and native sidecars, or an init container with the
 * sidecars that are running before it if that is more, plus the overhead of its runtime class (KEP-753, "Resources
 * calculation for scheduling").
 */
export function requestsOf({
  containers,
  initContainers = [],
  overhead = {},
}: PodSpec & { readonly overhead?: Readonly<Record<string, string>> }): Amounts {
  let sidecars: Amounts = {};
  let starting: Amounts = {};
  for (const container of initContainers) {
    if (container.restartPolicy === 'Always') sidecars = sum([sidecars, ofContainer(container)]);
    else starting = greatest(starting, sum([sidecars, ofContainer(container)]));
  }
  return sum([greatest(sum([...containers.map(ofContainer), sidecars]), starting), amounts(overhead)]);
}

/** The sum of amounts, by resource. */
export function sum(all: readonly Amounts[]): Amounts {
  const total: Record<string, number> = {};
  for (const amounts of all)
    for (const [name, amount] of Object.entries(amounts)) total[name] = (total[name] ?? 0) + amount;
  return total;
}

/** For a resource without a request, the API server uses the limit. */
function ofContainer({ resources }: PodSpec['containers'][number]): Amounts {
  return amounts({ ...resources?.limits, ...resources?.requests });
}

function amounts(quantities: Readonly<Record<string, string>>): Amounts {
  return Object.fromEntries(Object.entries(quantities).map(([name, quantity]) => [name, amountOf(quantity)]));
}

function greatest(a: Amounts, b: Amounts): Amounts {
  return Object.fromEntries(
    [...new Set([...Object.keys(a), ...Object.keys(b)])].map(name => [name, Math.max(a[name] ?? 0, b[name] ?? 0)]),
  );
}
