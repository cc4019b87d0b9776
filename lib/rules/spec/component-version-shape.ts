import type { PlayedBy } from '../../stack/component-version';
import { boolean, list, map, object, optional, string } from '../../schema/shape';

/** The fields of what is known of any component: its version, its images, and what was not read at its tag. */
export const version = { version: string, images: list(string), notReadAtTag: map(string) };

/** The program that plays a component in a rehearsal. */
export const playedBy = object<PlayedBy>({
  program: string, path: string, translated: boolean, standIn: optional(string),
});
