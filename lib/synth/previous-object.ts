import type { RenderedObject } from '../rules/language/rendered-object';
import type { WrittenObject } from '../rules/language/rendered-object';

/** The YAML that an object had in the last synth; nothing where it was not there. */
export type TextBefore = (written: WrittenObject) => string | undefined;

/** The object in a YAML text; nothing where there is none, or where the text is broken. */
export function parsed(text: string | undefined): RenderedObject | undefined {
  if (text === undefined) return undefined;
  try {
    const object = yaml().parse(text, { version: '1.1' }) as unknown;
    return typeof object === 'object' && object !== null ? object as RenderedObject : undefined;
  } catch {
    return undefined;
  }
}

/** Loaded when an object is not what it was: most synths change none. */
function yaml(): typeof import('yaml') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('yaml') as typeof import('yaml');
}
