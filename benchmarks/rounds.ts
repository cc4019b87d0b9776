/** Milliseconds of several ways to do a thing, by name. */
export type Times = ReadonlyMap<string, readonly number[]>;

/** Runs each way once a round, one after the other, so that a busy moment of the machine hits all of them alike. */
export function rounds(count: number, ways: Readonly<Record<string, () => number>>): Times {
  const times = new Map(Object.keys(ways).map(name => [name, [] as number[]]));
  for (let round = 0; round < count; round++) {
    for (const [name, way] of Object.entries(ways)) times.get(name)!.push(way());
  }
  return times;
}

/** The middle one: half of the rounds were faster. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
