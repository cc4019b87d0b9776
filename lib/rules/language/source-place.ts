import type { Finding } from './finding';

/** A place in a file of the app. */
export interface SourcePlace {
  /** The file's path, relative to the folder of the project. */
  readonly file: string;
  /** Line, from 1. */
  readonly line: number;
  /** Column, from 1. */
  readonly column: number;
}

/** A finding, and where what it is about is written, as far as that is known. */
export type LocatedFinding = Finding & Partial<SourcePlace>;
