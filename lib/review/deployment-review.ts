import { dangers, Danger, Effect, ObjectDifference } from './effects/effect';
import { effectsOf } from './effects/effects';
import { capacityRisks } from './judgement/capacity';
import { Cost, costsOf } from './judgement/cost';
import { demandOf } from './judgement/demand';
import { editedRisks } from './judgement/edited';
import { findingRisks } from './judgement/findings';
import type { Risk } from './judgement/risk';
import { nameOf } from './manifests/identity';
import { differencesOf } from './object-differences';
import type { Sides } from './manifests/side';

/** What a change does to one deployment. */
export interface DeploymentReview {
  readonly deployment: string;
  readonly change: 'new' | 'gone' | 'changed';
  readonly danger: Danger;
  /** What happens, the most dangerous first. */
  readonly effects: readonly Effect[];
  /** What it asks a cluster for. */
  readonly costs: readonly Cost[];
  /** What can break, the most dangerous first. */
  readonly risks: readonly Risk[];
  /** How to get back, in the order in which it is done. */
  readonly undo: readonly string[];
  /** The files that have it, as they are after the change. */
  readonly files: readonly string[];
  /** Every object that differs, for a picture. */
  readonly objects: readonly string[];
}

/**
 * Reviews one deployment; nothing where no object differs for Kubernetes.
 *
 * @param areFiles whether the objects after the change must be as their record says
 */
export function reviewDeployment(deployment: string, sides: Sides, areFiles: boolean): DeploymentReview | undefined {
  const { after, before } = sides;
  const differences = differencesOf(sides);
  const effects = byDanger(differences.flatMap(difference => effectsOf(difference, sides)));
  const risks = byDanger([
    ...findingRisks(deployment, sides), ...areFiles ? editedRisks(differences, after) : [],
    ...capacityRisks(effects, after),
    ...versionRisks(sides),
  ]);
  if (effects.length === 0 && risks.length === 0) return undefined;
  const found = [...effects, ...risks].map(({ danger }) => danger);
  return {
    deployment,
    change: before.isEmpty ? 'new' : after.isEmpty ? 'gone' : 'changed',
    danger: dangers.find(danger => found.includes(danger))!,
    effects,
    costs: costsOf(demandOf(before), demandOf(after)),
    risks,
    undo: undoOf(sides, effects),
    files: [...new Set((after.isEmpty ? before : after).documents.map(({ file }) => file))],
    objects: differences.map(({ after: object, before: was }) => nameOf((object ?? was)!)),
  };
}

/** Effects and risks, the greatest danger first, else in the order of the file. */
export function byDanger<T extends { readonly danger: Danger }>(all: readonly T[]): readonly T[] {
  return dangers.flatMap(danger => all.filter(each => each.danger === danger));
}

/** Another version of the library writes other objects for the same spec; another release is other programs. */
function versionRisks({ after, before }: Sides): readonly Risk[] {
  const unread = [['before', before], ['after', after]] as const;
  const [was, is] = [before.record, after.record];
  const problems = unread.filter(([, side]) => side.recordProblem !== undefined);
  if (problems.length > 0) {
    return problems.map(([when, side]) => ({
      // No command takes a file whose record is not whole.
      danger: when === 'after' ? 'refused' : 'care',
      text: `the record ${when} this change ${side.recordProblem}: what both roles must have in common is `
        + 'read in the objects alone',
    }));
  }
  if (was === undefined || is === undefined) return [];
  return (['library', 'release'] as const).filter(field => was[field] !== is[field]).map(field => ({
    danger: 'care',
    text: field === 'library'
      ? `cdk8s-llm-d ${is.library} wrote this, ${was.library} what was before: objects can differ without a change of `
      + `the `
      + 'spec'
      : `the release is ${is.release}, it was ${was.release}`,
  }));
}

function undoOf({ after, before }: Sides, effects: readonly Effect[]): readonly string[] {
  if (before.isEmpty) return ['remove the deployment: revert the commit, and `llmd destroy` or let GitOps prune it'];
  if (after.isEmpty) return ['revert the commit and deploy again: all pods start anew'];
  const objects = new Map<string, string[]>();
  for (const { object, undo } of effects) if (undo !== undefined) objects.set(undo,
    [...objects.get(undo) ?? [], object]);
  const steps = [...objects].map(([undo, named]) => `${named.join(', ')}: ${undo}`);
  return ['revert the commit, and deploy what it wrote', ...steps.length > 0 ? steps : ['nothing else is left behind']];
}

export type { Effect, ObjectDifference, Risk };
