/** How far the measurement of one point of a sweep is. */
export interface Progress {
  readonly done: number;
  readonly prompts: number;
}

/** Reads a line of the program in the Job, `lib/verification/verification.py`; undefined for any other line. */
export function progressIn(line: string): Progress | undefined {
  const [, done, prompts] = /^done: (\d+) of (\d+) prompts$/.exec(line) ?? [];
  return done === undefined ? undefined : { done: Number(done), prompts: Number(prompts) };
}

/** Estimates how long a sweep takes from the time that its present point has taken. */
export class Estimate {
  private began: { readonly at: number; readonly done: number } | undefined;

  /**
   * @param pointsLeft points of the sweep after the present one
   * @param now the time in milliseconds
   */
  constructor(private readonly pointsLeft: number, private readonly now: () => number = Date.now) {}

  /** The progress for a reader, with an estimate as soon as two lines tell a rate. */
  text({ done, prompts }: Progress): string {
    const at = this.now();
    this.began ??= { at, done };
    const said = `${done} of ${prompts} prompts done`;
    const since = done - this.began.done;
    if (since <= 0) return said;
    const secondsEach = (at - this.began.at) / 1000 / since;
    const rest = (prompts - done) * secondsEach;
    if (this.pointsLeft === 0) return `${said}, about ${durationText(rest)} left`;
    // Points of a higher concurrency are seldom slower, so the whole is rather less.
    const all = rest + this.pointsLeft * prompts * secondsEach;
    return `${said}, about ${durationText(rest)} left, ${durationText(all)} for all points`;
  }
}

function durationText(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} min`;
}
