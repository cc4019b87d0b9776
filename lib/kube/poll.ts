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
  const deadline = Date.now() + seconds * 1000;
  while (!await isTrue()) {
    if (Date.now() > deadline) return false;
    await pause(0.5);
  }
  return true;
}

/** Waits. */
export function pause(seconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, seconds * 1000));
}
