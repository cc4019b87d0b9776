import { ClusterError } from './cluster-reader';

/**
 * How requests go on when an API server is busy, restarts, or cannot be reached for a moment. All of them may be made
 * twice.
 */
export class Persistence {
  /**
   * @param attempts of a request, in all
   * @param firstPauseSeconds before the second one; doubled each time, up to {@link MOST_SECONDS}
   * @param onRetry is told why and how long it waits
   */
  constructor(
    private readonly attempts = 8, private readonly firstPauseSeconds = 0.25,
    private readonly onRetry: (error: ClusterError, seconds: number) => void = () => {},
  ) {}

  /** @throws ClusterError of the last attempt, or at once of one that would fail again */
  async insist<T>(request: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await request();
      } catch (thrown) {
        const error
          = thrown instanceof ClusterError
            ? thrown
            : new ClusterError(0, `the API server cannot be reached: ${reasonOf(thrown)}`);
        if (attempt === this.attempts || !passes(error)) throw error;
        // Without chance all that were refused together would come back together.
        const seconds = Math.min(this.firstPauseSeconds * 2 ** (attempt - 1), MOST_SECONDS) * (0.5 + Math.random() / 2);
        this.onRetry(error, seconds);
        await new Promise(resolve => setTimeout(resolve, seconds * 1000));
      }
    }
  }
}

const MOST_SECONDS = 5;

/**
 * Answers that may be another a moment later: none at all, too many requests, and the failures of a server or of what
 * is before it.
 */
const passing: readonly number[] = [0, 408, 429, 500, 502, 503, 504];

function passes({ code }: ClusterError): boolean {
  return passing.includes(code);
}

function reasonOf(thrown: unknown): string {
  const { message, cause } = thrown as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
