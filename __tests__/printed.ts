/** What a command printed in a test, line by line; each test begins with nothing. */
export interface Printed {
  readonly out: string[];
  readonly err: string[];
}

/** Records what is printed in each test of a file, and keeps it off the terminal: lines, and texts of a stream. */
export function recordedPrints(...streams: readonly ('stdout' | 'stderr')[]): Printed {
  const printed: Printed = { out: [], err: [] };
  beforeEach(() => {
    printed.out.length = printed.err.length = 0;
    jest.spyOn(console, 'log').mockImplementation((line: string) => void printed.out.push(line));
    jest.spyOn(console, 'error').mockImplementation((line: string) => void printed.err.push(line));
    for (const stream of streams) {
      const kept = stream === 'stdout' ? printed.out : printed.err;
      jest.spyOn(process[stream], 'write').mockImplementation(text => Boolean(kept.push(String(text))));
    }
  });
  afterEach(() => jest.restoreAllMocks());
  return printed;
}
