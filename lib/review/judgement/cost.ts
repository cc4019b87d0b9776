import { amountText } from '../../kube/quantity';
import type { Demand, Range } from './demand';

/** What is asked for before and after a change, by resource. */
export interface Cost {
  /** As in {@link Demand}: GPUs first. */
  readonly resource: string;
  readonly before: Range;
  readonly after: Range;
}

/** What two sides ask for. */
export function costsOf(before: Demand, after: Demand): readonly Cost[] {
  const none: Range = { least: 0, most: 0 };
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(byResource)
    .map(resource => ({ resource, before: before[resource] ?? none, after: after[resource] ?? none }));
}

/** All costs together. */
export function sumOf(all: readonly (readonly Cost[])[]): readonly Cost[] {
  const total = (side: 'before' | 'after'): Demand => {
    const sum: Record<string, { least: number; most: number }> = {};
    for (const { resource, [side]: range } of all.flat()) {
      const to = sum[resource] ??= { least: 0, most: 0 };
      to.least += range.least;
      to.most += range.most;
    }
    return sum;
  };
  return costsOf(total('before'), total('after'));
}

/** Whether a change makes it another. */
export function differs({ after, before }: Cost): boolean {
  return after.least !== before.least || after.most !== before.most;
}

/** `GPUs NVIDIA-H100-80GB-HBM3 16 to 12 (-4)`, `memory 100Gi, as before`. */
export function costText(cost: Cost): string {
  const { after, before, resource } = cost;
  const [name, unit] = names[resource] ?? [resource, resource];
  const text = (range: Range): string => range.most > range.least
    ? `${amountText(unit, range.least)}-${amountText(unit, range.most)}` : amountText(unit, range.least);
  if (!differs(cost)) return `${name} ${text(after)}, as before`;
  const [least, most] = [after.least - before.least, after.most - before.most].map(change =>
    `${change > 0 ? '+' : change < 0 ? '-' : ''}${amountText(unit, Math.abs(change))}`);
  return `${name} ${text(before)} to ${text(after)} (${least === most ? least : `${least} to ${most}`})`;
}

const names: Readonly<Record<string, readonly [name: string, unit: string]>> = { cpu: ['cores', 'cpu'] };

function byResource(one: string, other: string): number {
  const rank = (resource: string): number => {
    const index = ['cpu', 'memory', 'storage'].indexOf(resource);
    return resource.startsWith('GPUs ') ? 0 : index < 0 ? 1 : index + 2;
  };
  return rank(one) - rank(other) || (one < other ? -1 : 1);
}
