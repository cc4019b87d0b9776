import { nameOf } from '../manifests/identity';
import { changesText } from './changes-text';
import { changeOf, EffectTopic, objectOf } from './effect';

/** Any other kind: its controller decides what follows. */
export const unknownTopic: EffectTopic = {
  concerns: () => true,
  effects: (difference) => {
    const object = objectOf(difference);
    const change = changeOf(difference);
    const named = { kind: 'unknown', object: nameOf(object), fields: difference.fields } as const;
    if (change === 'changes' && difference.fields.every(({ path }) => path.startsWith('.metadata'))) {
      return [{ ...named, kind: 'labels', danger: 'safe', text: 'changes labels or annotations' }];
    }
    const fields = change === 'changes' ? ` (${changesText(difference)})` : '';
    return [{
      ...named, danger: 'care',
      text: `${change} ${object.kind} ${object.metadata.name}${fields}: what its controller does with it is not known `
        + `here`,
    }];
  },
};
