import { valueText } from '../../cluster/changes/object-change';
import { amountOf } from '../../kube/quantity';
import { nameOf } from '../manifests/identity';
import { changesText } from './changes-text';
import { changeOf, EffectTopic, objectOf } from './effect';

/** Volumes that outlive pods. */
export const storageTopic: EffectTopic = {
  concerns: ({ kind }) => kind === 'PersistentVolumeClaim' || kind === 'StorageClass',
  effects: (difference) => {
    const object = objectOf(difference);
    const named = { kind: 'storage', object: nameOf(object), fields: difference.fields } as const;
    const change = changeOf(difference);
    if (change === 'creates') return [{ ...named, danger: 'safe', text: 'asks for a volume' }];
    if (change === 'deletes') {
      return [{
        ...named, danger: 'care', text: 'gives the volume back: with the reclaim policy Delete, what is on it is lost',
        undo: 'a new volume is empty: what was on it must be written again',
      }];
    }
    const size = difference.fields.find(({ path }) => path === SIZE);
    const others = difference.fields.filter(field => field !== size && !field.path.startsWith('.metadata'));
    const isLess = size !== undefined && amountOf(String(size.after)) < amountOf(String(size.before));
    if (others.length > 0 || isLess) {
      return [{
        ...named, kind: 'recreates', danger: 'refused',
        text: `the API server does not change this in place (${changesText(difference)}): the claim must be deleted `
          + `and `
          + 'made anew, after its pods have stopped; what is on the volume is lost',
        undo: 'what was on the volume must be written again',
      }];
    }
    if (size === undefined) {
      return [{ ...named, kind: 'labels', danger: 'safe', text: 'changes labels or annotations' }];
    }
    return [{
      ...named, danger: 'care',
      text: `grows the volume from ${valueText(size.before)} to ${valueText(size.after)}, where its StorageClass `
        + `allows `
        + 'it (`allowVolumeExpansion`)',
      undo: 'a claim cannot be made smaller: the old size is refused',
    }];
  },
};

const SIZE = '.spec.resources.requests.storage';
