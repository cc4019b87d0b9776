import { valueText } from '../../cluster/changes/object-change';
import type { FieldChange } from '../../cluster/changes/field-changes';
import { podsOfReplica } from '../../cluster/part-workload';
import { workloadOf } from '../../workloads/workloads';
import { nameOf } from '../manifests/identity';
import { replicasNoun } from '../manifests/replicas-text';
import type { RunningPods, Side, Sides } from '../manifests/side';
import { changeOf, Effect, EffectTopic, ObjectDifference, objectOf } from './effect';

/** What runs pods: they are replaced, or there are more or fewer of them. */
export const workloadTopic: EffectTopic = {
  concerns: object => workloadOf(object) !== undefined,
  effects: (difference, { after, before }) => {
    const object = objectOf(difference);
    if (workloadOf(object)!.makes !== undefined && changeOf(difference) === 'changes')
      return setEffects(difference, { after, before });
    const [was, is] = [runningIn(before, object.metadata.name), runningIn(after, object.metadata.name)];
    const named = { object: nameOf(object), fields: difference.fields };
    const change = changeOf(difference);
    if (change === 'creates') return [{ ...named, kind: 'creates', danger: 'safe', text: `starts ${podText(is)}` }];
    if (change === 'deletes') {
      return [{
        ...named, kind: 'deletes', danger: 'care', text: `stops ${podText(was)}`, pods: podsIn(was),
        undo: 'the pods start anew, and load the model again where they are engines',
      }];
    }
    const path = `.${workloadOf(object)!.replicasPath}`;
    return byPart(difference.fields, path).flatMap(([part, fields]) => parts[part]({ ...named, fields }, was, is));
  },
};

/** A set has two roles, and a number of slices of both. */
function setEffects({ after, before, fields }: ObjectDifference, sides: Sides): readonly Effect[] {
  const object = (after ?? before)!;
  const ofRole = ({ path }: FieldChange): string | undefined => /^\.spec\.roles\[name="([^"]+)"\]/.exec(path)?.[1];
  const roles = [...new Set(fields.flatMap(field => ofRole(field) ?? []))];
  const others = fields.filter(field => ofRole(field) === undefined);
  const named = (own: readonly FieldChange[]): Named => ({ object: nameOf(object), fields: own });
  return [
    ...roles.flatMap((role) => {
      const [was, is] = [sides.before, sides.after].map(side => runningIn(side, `${object.metadata.name}-${role}`));
      const own = fields.filter(field => ofRole(field) === role).map(field =>
        ({ ...field, path: field.path.replace(/^\.spec\.roles\[[^\]]+\]/, '') }));
      return byPart(own, '.spec.replicas').flatMap(([part, changed]) => parts[part](named(changed), was, is));
    }),
    ...others.length === 0 ? [] : byPart(others, '.spec.slices').flatMap(([part, changed]) =>
      part === 'replicas' ? sliceEffects(named(changed), sides, object.metadata.name) : parts[part](named(changed))),
  ];
}

function sliceEffects(named: Named, { after, before }: Sides, set: string): readonly Effect[] {
  const [{ after: is = 1, before: was = 1 }] = named.fields as [FieldChange];
  const [from, to] = [Number(was), Number(is)];
  const podsOf = (side: Side): number => side.pods.filter(({ part }) => part.applied.metadata.name === set)
    .reduce((sum, running) => sum + podsIn(running), 0);
  return [to >= from
    ? {
        ...named, kind: 'scales', danger: 'safe',
        text: `starts ${to - from} more: ${from} to ${to} slices of both roles`,
      }
    : {
        ...named, kind: 'scales', danger: 'care', pods: podsOf(before) - podsOf(after),
        text: `stops ${from - to} of ${from} slices of both roles, after their pods have drained`,
        undo: 'the pods start anew, and load the model again',
      }];
}

type Part = 'selector' | 'template' | 'replicas' | 'metadata' | 'rest';
type Named = Pick<Effect, 'fields' | 'object'>;

const parts: Readonly<Record<Part, (named: Named, was?: RunningPods, is?: RunningPods) => readonly Effect[]>> = {
  selector: (named, was) => [{
    ...named, kind: 'recreates', danger: 'refused', pods: podsIn(was),
    text: 'the API server does not change a selector: the object must be deleted and made anew, which stops '
      + podText(was),
    undo: 'the object is deleted and made anew once more',
  }],
  template: (named, was) => [{
    ...named, kind: 'restarts', danger: 'care', pods: podsIn(was), text: `replaces ${podText(was)}`,
    undo: 'the same pods are replaced once more (`kubectl rollout undo` does it without a commit, and GitOps reverts '
      + 'that)',
  }],
  replicas: (named, was, is) => {
    const [{ after, before }] = named.fields as [FieldChange];
    const one = is ?? was;
    const [from, to] = [Number(before ?? was?.least), Number(after ?? is?.least)];
    const others = 'no other pod restarts';
    const each = one === undefined ? 1 : podsOfReplica(one.part);
    const noun = (number: number): string => one === undefined ? 'pods' : replicasNoun(one, number);
    if (after === undefined) {
      return [{ ...named, kind: 'scales', danger: 'care', text: `leaves the number of ${noun(2)}, which was ${from}, `
        + 'to an autoscaler' }];
    }
    return to >= from
      ? [{ ...named, kind: 'scales', danger: 'safe',
          text: `starts ${to - from} more: ${from} to ${to} ${noun(to)}; ${others}` }]
      : [{
          ...named, kind: 'scales', danger: 'care', pods: (from - to) * each,
          text: `stops ${from - to} of ${from} ${noun(from)}, after they have drained; ${others}`,
          undo: 'the pods start anew, and load the model again where they are engines',
        }];
  },
  metadata: named => [
    { ...named, kind: 'labels', danger: 'safe', text: 'changes labels or annotations of the object; no pod restarts' },
  ],
  rest: named => [{
    ...named, kind: 'configures', danger: 'safe',
    text: `changes how later rollouts go (${named.fields.map(({ after, path }) => `${path} is ${valueText(after)}`)
      .join(', ')}); no pod restarts`,
  }],
};

function byPart(fields: readonly FieldChange[], replicas: string): readonly [Part, readonly FieldChange[]][] {
  const found = new Map<Part, FieldChange[]>();
  for (const field of fields) {
    const part = partOf(field, replicas);
    if (part !== undefined) found.set(part, [...found.get(part) ?? [], field]);
  }
  return [...found];
}

function partOf({ path }: FieldChange, replicas: string): Part | undefined {
  if (path === replicas) return 'replicas';
  if (path.startsWith('.spec.selector')) return 'selector';
  if (/^\.spec\.\w*template\b/i.test(path)) return 'template';
  if (path.startsWith('.metadata.annotations') && path.includes('llm-d.ai/waived.')) return undefined;
  return path.startsWith('.metadata') ? 'metadata' : 'rest';
}

function runningIn(side: Side, name: string): RunningPods | undefined {
  return side.pods.find(({ part }) => part.name === name);
}

function podsIn(running: RunningPods | undefined): number {
  return running === undefined ? 0 : running.least * podsOfReplica(running.part);
}

/** `all 8 pods`, `the only pod`, `its pods (2 to 6)`, `all 2 groups of 4 pods`. */
function podText(pods: RunningPods | undefined): string {
  if (pods === undefined) return 'its pods';
  const { least, most } = pods;
  if (most > least) return `its ${replicasNoun(pods, most)} (${least} to ${most})`;
  return least === 1 ? `its only ${replicasNoun(pods, 1)}` : `all ${least} ${replicasNoun(pods, least)}`;
}
