import { nameOf } from '../manifests/identity';
import { scalerKinds } from '../manifests/side';
import { changeOf, EffectTopic, objectOf } from './effect';
import { changesText } from './changes-text';

/** What says how many pods there are. */
export const autoscalerTopic: EffectTopic = {
  concerns: ({ kind }) => scalerKinds.has(kind),
  effects: (difference) => {
    const object = objectOf(difference);
    const change = changeOf(difference);
    const named = { kind: 'scales', object: nameOf(object), fields: difference.fields } as const;
    if (change === 'creates') return [{ ...named, danger: 'care',
      text: 'an autoscaler decides on the number of pods' }];
    if (change === 'deletes') {
      return [{ ...named, danger: 'care',
        text: 'no autoscaler decides on the number of pods any more: it stays as it is, '
          + 'or is what `replicas` says' }];
    }
    const fewer = difference.fields.some(({ after, before, path }) =>
      /\.(min|max)Replica/.test(path) && Number(after) < Number(before));
    return [{
      ...named, danger: fewer ? 'care' : 'safe',
      text: `changes when and how far it scales (${changesText(difference)}); no pod restarts`
        + (fewer ? ', pods above the bound are stopped' : ''),
    }];
  },
};
