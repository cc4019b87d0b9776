import { digestOf } from '../../plan/record';
import { identityOf, nameOf } from '../manifests/identity';
import type { ObjectDifference } from '../effects/effect';
import type { Side } from '../manifests/side';
import type { Risk } from './risk';

/** Objects that are not as their record says: somebody edited the file, and `llmd deploy` does not take it. */
export function editedRisks(differences: readonly ObjectDifference[], after: Side): readonly Risk[] {
  if (after.record === undefined) return [];
  const recorded = new Map(after.record.objects.map(({ apiVersion, digest, kind, name, namespace }) =>
    [identityOf({ apiVersion, kind, metadata: { name, namespace } }), digest]));
  const edited = differences.flatMap(({ after: object, before }) => {
    if (object === undefined) return recorded.has(identityOf(before!)) ? [`${nameOf(before!)} was taken away`] : [];
    const digest = recorded.get(identityOf(object));
    if (digest === undefined) return [`${nameOf(object)} was added`];
    return digest === digestOf(object) ? [] : [`${nameOf(object)} was changed`];
  });
  return edited.length === 0 ? [] : [{
    danger: 'refused',
    text: `the file was edited by hand after the synth: ${edited.slice(0, SHOWN).join(', ')}${
      edited.length > SHOWN ? ` and ${edited.length - SHOWN} more` : ''}; \`llmd deploy\` refuses such a file, and the `
      + 'next synth undoes it',
    fix: 'make the change in the spec and run `npx cdk8s synth`',
  }];
}

/** Objects that a reader still takes in. */
const SHOWN = 3;
