import type { Finding } from '../rules/language/finding';
import type { Answers } from './answers';
import { firstSpec, isError } from './first-spec';
import type { NewProject } from './project-file';

/** A project that can be written, or why there is none. */
export interface ProposedProject {
  /** The project; absent where no size of it works. */
  readonly project?: NewProject;
  /** What the rules say. Warnings are waived in the spec of the project, with a reason to replace. */
  readonly findings: readonly Finding[];
}

/** What surrounds a new project. */
export interface Surroundings {
  /** Exact versions of the packages that a project uses, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** The folder of its manifests. Nothing is written there. */
  readonly outdir: string;
  /** The month of the waivers, for example `2026-11`. */
  readonly month: string;
}

/** The project that follows from the answers of its owner. */
export function newProject(answers: Answers, { month, outdir, versions }: Surroundings): ProposedProject {
  const { findings, spec } = firstSpec(answers, outdir);
  if (findings.some(isError)) return { findings };
  const waived = [...new Set(findings.map(({ rule }) => rule))].sort();
  const waive = Object.fromEntries(waived.map(rule => [rule, `${month}: accepted by init, not reviewed yet`]));
  return {
    findings,
    project: { ...answers, versions, spec: { ...spec, ...(waived.length > 0 && { waive }) } },
  };
}
