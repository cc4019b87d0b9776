import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as TypeScript from 'typescript';

/**
 * The TypeScript of the project, which reads its sources. Every TypeScript app has it, so this package does not depend
 * on it, and it is loaded only when something must be found in a source: it takes a quarter of a second.
 *
 * @returns undefined where the project has none: an app in JavaScript
 */
export function projectTypescript(): typeof TypeScript | undefined {
  try {
    return createRequire(join(process.cwd(), 'package.json'))('typescript') as typeof TypeScript;
  } catch {
    return undefined;
  }
}
