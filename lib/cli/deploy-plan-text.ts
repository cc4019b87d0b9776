import {
  conflictsIn,
  fieldText,
  ObjectChange,
  OwnedChange,
  ownerText,
  valueText,
} from '../cluster/changes/object-change';
import { Kept } from '../cluster/gitops/managers';
import { DeployPlan } from '../cluster/run/deploy-plan';
import { KubernetesObject } from '../kube/kubernetes-objects';
import { objectText } from '../kube/object-key';

/** What a deploy would do, for programs. */
export interface PlannedDeploy {
  readonly created: readonly string[];
  readonly changed: readonly { readonly object: string; readonly fields: readonly PlannedField[] }[];
  readonly deleted: readonly string[];
  readonly unchanged: readonly string[];
}

interface PlannedField {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
  /** The managers from which the field is taken. */
  readonly takenFrom?: readonly string[];
}

/** A plan for programs. */
export function plannedDeploy({ changes, strays }: DeployPlan): PlannedDeploy {
  return {
    created: namesOf(changes, 'created'),
    changed: changes.filter(({ change }) => change === 'changed')
      .map(({ fields, object }) => (
        { object: objectText(object), fields: fields.map(field => plannedField(field, object)) }
      )),
    deleted: strays.deleted.map(objectText),
    unchanged: namesOf(changes, 'unchanged'),
  };
}

function plannedField({ path, before, after, owners }: OwnedChange, { kind }: KubernetesObject): PlannedField {
  const takenFrom = owners.length > 0 && { takenFrom: owners.map(({ name }) => name) };
  return kind === 'Secret' ? { path, ...takenFrom } : { path, before, after, ...takenFrom };
}

/** A plan for a reader, in lines. */
export function deployPlanText(plan: DeployPlan, file: string): readonly string[] {
  const { created, deleted } = plannedDeploy(plan);
  const changed = plan.changes.filter(({ change }) => change === 'changed');
  return [
    ...section('will create:', created),
    ...section('will change:', changed.flatMap(change => [
      objectText(change.object), ...fieldLines(change).map(line => `  ${line}`),
    ])),
    ...section(`will delete, since ${file} does not have them any more:`, deleted),
    ...created.length + changed.length + deleted.length === 0 ? ['nothing will change'] : [],
  ];
}

/** Whether a plan changes anything. */
export function changesAnything({ changes, strays }: DeployPlan): boolean {
  return strays.deleted.length > 0 || changes.some(({ change }) => change !== 'unchanged');
}

/** The plan in a few words: `2 created, 1 changed, 17 unchanged`. */
export function planSummary(plan: DeployPlan): string {
  const { changed, created, deleted, unchanged } = plannedDeploy(plan);
  const counts = Object.entries({ created, changed, deleted, unchanged })
    .map(([what, objects]) => [what, objects.length] as const);
  return counts.filter(([, count]) => count > 0).map(([what, count]) => `${count} ${what}`).join(', ');
}

/** Why a deploy would not go well, with what to do: fields of others, and what keeps objects as they are in Git. */
export function objections(
  { changes, keepers }: DeployPlan, { force, forceConflicts }: {
    readonly force: boolean; readonly forceConflicts: boolean;
  },
): readonly string[] {
  const conflicts = forceConflicts ? [] : conflictsIn(changes);
  return [
    ...conflicts.map(conflict => `${conflict}. Nothing was changed. Fix: ${CONFLICT_FIX}`),
    ...force ? [] : keepers.map(keeperText),
  ];
}

const CONFLICT_FIX = 'change the spec to keep the value, or take the field over with --force-conflicts';

/** What keeps objects as they are in Git, and what to do. */
export function keeperText({ keeper, objects }: Kept): string {
  const [first, ...others] = objects;
  const what = others.length === 0 ? first : `${first} and ${others.length} more objects`;
  return (
    `${keeper} manages ${what}, and would undo what this command does. Nothing was changed. Fix: make the change in `
    + 'Git, or set --force'
  );
}

function namesOf(changes: readonly ObjectChange[], wanted: ObjectChange['change']): readonly string[] {
  return changes.filter(({ change }) => change === wanted).map(({ object }) => objectText(object));
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines.map(line => `  ${line}`)];
}

function fieldLines({ fields, object, unknown }: ObjectChange): readonly string[] {
  if (unknown !== undefined) return [`what changes is not known: ${valueText(unknown)}`];
  const lines = fields.map(field =>
    `${fieldText(field, object)}${field.owners.length === 0 ? '' : `, taken over: ${ownerText(field)}`}`);
  const more = lines.length - FIELDS;
  return more <= 1 ? lines : [...lines.slice(0, FIELDS), `and ${more} more fields; --output json has all`];
}

/** Fields of an object that a reader still takes in. */
const FIELDS = 20;
