import { nameOf } from '../manifests/identity';
import { changesText } from './changes-text';
import { changeOf, EffectTopic, objectOf } from './effect';

/** The Namespace, with all that is in it. */
export const namespaceTopic: EffectTopic = {
  concerns: ({ kind }) => kind === 'Namespace',
  effects: (difference) => {
    const object = objectOf(difference);
    const named = { object: nameOf(object), fields: difference.fields };
    const change = changeOf(difference);
    if (change === 'creates') return [{ ...named, kind: 'creates', danger: 'safe', text: 'makes the namespace' }];
    if (change === 'deletes') {
      return [{
        ...named, kind: 'deletes', danger: 'care',
        text: 'the namespace is no longer written: who deletes it, deletes all '
          + 'that is in it',
      }];
    }
    const admission = difference.fields.some(({ path }) => path.includes('pod-security.kubernetes.io/'));
    return [{
      ...named, kind: admission ? 'access' : 'labels', danger: admission ? 'care' : 'safe',
      text: admission
        ? `changes which pods are admitted (${changesText(difference)}); pods that run stay`
        : 'changes labels or annotations; namespaces that are selected by them are others now',
    }];
  },
};
