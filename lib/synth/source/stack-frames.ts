import { dirname, isAbsolute, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A call of the app: where in a file of the user it stands. */
export interface StackFrame {
  /** Absolute path. */
  readonly file: string;
  /** Line, from 1. */
  readonly line: number;
  /** Column, from 1. */
  readonly column: number;
}

/**
 * The calls in a stack that stand in files of the user, the innermost first: what is of packages, of this library and
 * of Node is left out. Where the app is bundled or compiled they are those of the source, if Node has its source map.
 */
export function userFrames(stack: string): readonly StackFrame[] {
  // In a bundle without a source map every line is one of the bundle, which nobody wrote.
  if (libraryFolder() === undefined) return [];
  return framesIn(stack).filter(({ file }) => !isOfLibrary(file) && !file.includes(`${sep}node_modules${sep}`));
}

/** Whether a file is one of this library: it is in a project's `node_modules`, or a project is a clone of it. */
export function isOfLibrary(file: string): boolean {
  const folder = libraryFolder();
  return folder !== undefined && file.startsWith(`${folder}${sep}`);
}

function framesIn(stack: string): StackFrame[] {
  return stack.split('\n').flatMap((line) => {
    const [, place, row, column] = /^\s+at (?:async )?(?:.*\()?(.+?):(\d+):(\d+)\)?$/.exec(line) ?? [];
    if (place === undefined) return [];
    const file = place.startsWith('file:') ? fileURLToPath(place) : place;
    return isAbsolute(file) ? [{ file, line: Number(row), column: Number(column) }] : [];
  });
}

/** `lib/` or `build/lib/`, by what a stack says of this function; undefined in a bundle without a source map. */
function libraryFolder(): string | undefined {
  const here = framesIn(new Error().stack ?? '').find(({ file }) => /[\\/]stack-frames\.[jt]s$/.test(file));
  return here && join(dirname(here.file), '..', '..');
}
