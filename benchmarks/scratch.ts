import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Where the benchmarks write: in memory where Linux has a folder for that, so that they measure the programs and not a
 * disk.
 */
export const scratchRoot = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** A new empty folder. */
export function scratchFolder(name: string): string {
  return mkdtempSync(join(scratchRoot, `${name}-`));
}
