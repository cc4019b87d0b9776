import { NoAnswerInTime, secondsText } from '../http/exchange';
import { ClusterError, UnusableCluster } from './cluster-reader';
import { pause } from './poll';

/** How often and how long a request is made again. */
export interface PersistenceOptions {
  /** Attempts of a request, in all. @default 8 */
  readonly attempts?: number;
  /** Pause before the second attempt; doubled each time, up to {@link MOST_SECONDS}. @default 0.25 */
  readonly firstPauseSeconds?: number;
  /** Time for a request with all its attempts; `Infinity` for no limit. @default {@link REQUEST_SECONDS} */
  readonly seconds?: number;
  /** Is told why a request is made again and how long it waits. */
  readonly onRetry?: (error: ClusterError, seconds: number) => void;
}

/**
 * How requests go on when an API server is busy, restarts, or cannot be reached for a moment. All of them may be made
 * twice.
 */
export class Persistence {
  private readonly attempts: number;
  private readonly firstPauseSeconds: number;
  private readonly onRetry: (error: ClusterError, seconds: number) => void;
  /** Time for a request with all its attempts. */
  readonly seconds: number;

  constructor({
    attempts = 8, firstPauseSeconds = 0.25, seconds = REQUEST_SECONDS, onRetry = () => {},
  }: PersistenceOptions = {}) {
    this.attempts = attempts;
    this.firstPauseSeconds = firstPauseSeconds;
    this.onRetry = onRetry;
    this.seconds = seconds;
  }

  /**
   * @param request gets the time that is left for it
   * @throws ClusterError of the last attempt, or at once of one that would fail again
   */
  async insist<T>(request: (seconds: number) => Promise<T>): Promise<T> {
    const deadline = Date.now() + this.seconds * 1000;
    for (let attempt = 1; ; attempt++) {
      try {
        return await request(Math.max((deadline - Date.now()) / 1000, 0.001));
      } catch (thrown) {
        const error = this.clusterError(thrown);
        // Without chance all that were refused together would come back together.
        const seconds = Math.min(this.firstPauseSeconds * 2 ** (attempt - 1), MOST_SECONDS) * (0.5 + Math.random() / 2);
        if (attempt === this.attempts || !passes(error) || Date.now() + seconds * 1000 >= deadline) throw error;
        this.onRetry(error, seconds);
        await pause(seconds);
        // A machine that slept has no time left for another attempt.
        if (Date.now() >= deadline) throw error;
      }
    }
  }

  private clusterError(thrown: unknown): ClusterError {
    if (thrown instanceof ClusterError) return thrown;
    if (thrown instanceof NoAnswerInTime) {
      const time = secondsText(this.seconds);
      return new ClusterError(0, `no answer from the API server within ${time}; --request-timeout sets the time`);
    }
    return new ClusterError(0, `the API server cannot be reached: ${reasonOf(thrown)}`);
  }
}

/** An API server answers lists of thousands of pods within seconds; one that has not by now has lost the request. */
export const REQUEST_SECONDS = 30;

const MOST_SECONDS = 5;

/**
 * Answers that may be another a moment later: none at all, too many requests, and the failures of a server or of what
 * is before it.
 */
const passing: readonly number[] = [0, 408, 429, 500, 502, 503, 504];

function passes(error: ClusterError): boolean {
  return passing.includes(error.code) && !(error instanceof UnusableCluster);
}

/** Of a name with several addresses each has its own error. */
function reasonOf(thrown: unknown): string {
  const { message, cause, errors = [] } = thrown as AggregateError & { readonly cause?: unknown };
  if (errors.length > 0) return errors.map(reasonOf).join('; ');
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
