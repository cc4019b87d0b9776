/** A Kubernetes quantity as a number of its unit: cores, bytes, devices. */
export function amountOf(quantity: string | number): number {
  const [, amount, unit = ''] = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(`${quantity}`) ?? [];
  return Number(amount) * (units[unit] ?? NaN);
}

/** An amount of a resource for a reader: bytes in GiB, all else as it is. */
export function amountText(resource: string, amount: number): string {
  const isBytes = resource === 'memory' || resource.endsWith('storage');
  return isBytes ? `${Number((amount / 2 ** 30).toFixed(1))}Gi` : `${Number(amount.toFixed(2))}`;
}

const units: Readonly<Record<string, number>> = {
  '': 1, n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18,
  Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60,
};
