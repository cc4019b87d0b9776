/**
 * Asks every half second until the answer is yes.
 *
 * @throws Error that says what was waited for
 */
export async function waitUntil(what: string, seconds: number, isTrue: () => Promise<boolean>): Promise<void> {
  if (!await becomesTrue(seconds, isTrue)) throw new Error(`waited ${seconds} s for ${what}`);
}

/** Asks every half second until the answer is yes or the time is up; which of the two it was. */
export async function becomesTrue(seconds: number, isTrue: () => Promise<boolean>): Promise<boolean> {
  const deadline = time.now() + seconds * 1000;
  while (!await isTrue()) {
    if (time.now() > deadline) return false;
    await pause(0.5);
  }
  return true;
}

/** Waits. */
export function pause(seconds: number): Promise<void> {
  return time.pause(seconds);
}

/** What time it is, and how a command waits. A test replaces both, and waits for nothing. */
export const time = {
  /** Milliseconds since 1970. */
  now: (): number => Date.now(),
  pause: (seconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, seconds * 1000)),
};
