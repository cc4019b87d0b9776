/** A Kubernetes quantity of bytes in GiB; `undefined` where it is not one. */
export function gib(quantity = ''): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([kMGTPE]|[KMGTPE]i)?$/.exec(quantity) ?? [];
  return amount === undefined ? undefined : Number(amount) * units[unit]! / 2 ** 30;
}

/** A Kubernetes quantity of CPUs; `undefined` where it is not one. */
export function cpus(quantity = ''): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([mk])?$/.exec(quantity) ?? [];
  return amount === undefined ? undefined : Number(amount) * (unit === 'm' ? 1e-3 : unit === 'k' ? 1e3 : 1);
}

const units: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};
