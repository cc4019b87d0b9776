import { fieldText } from '../../cluster/changes/object-change';
import { ObjectDifference, objectOf } from './effect';

/** The fields that differ, in words for a sentence; a long list is cut. */
export function changesText(difference: ObjectDifference): string {
  const spec = difference.fields.filter(({ path }) => !path.startsWith('.metadata'));
  // Annotations repeat in words what other fields say.
  const fields = spec.length > 0 ? spec : difference.fields;
  const shown = fields.slice(0, SHOWN).map(field => fieldText(field, objectOf(difference)).replace(/^\.(spec\.)?/, ''));
  return [...shown, ...fields.length > SHOWN ? [`${fields.length - SHOWN} more`] : []].join(', ');
}

/** Fields that a sentence can hold. */
const SHOWN = 3;
