import type { InferenceSpec } from '../spec/deployment';
import type { Answers } from './answers';

/** A file of a new project. Each has a module in `files/`. */
export interface ProjectFile {
  /** Where it is in the project. */
  readonly path: (project: NewProject) => string;
  /** What it says. */
  readonly text: (project: NewProject) => string;
}

/** All that the files of a new project are made from. */
export interface NewProject extends Answers {
  /** The first deployment, which the rules have accepted. */
  readonly spec: InferenceSpec;
  /** Exact versions of packages, by name. */
  readonly versions: Readonly<Record<string, string>>;
}
