import { nameOf } from '../manifests/identity';
import { changesText } from './changes-text';
import { changeOf, Danger, EffectKind, EffectTopic, objectOf } from './effect';

/** What watches pods and protects them; no request and no pod is concerned at once. */
export const operationsTopic: EffectTopic = {
  concerns: ({ kind }) => Object.hasOwn(byKind, kind),
  effects: (difference) => {
    const object = objectOf(difference);
    const { kind, says, risky } = byKind[object.kind]!;
    const change = changeOf(difference);
    const danger: Danger = risky || (change === 'deletes' && kind === 'protects') ? 'care' : 'safe';
    const fields = change === 'changes' ? ` (${changesText(difference)})` : '';
    return [{
      kind, danger, object: nameOf(object), fields: difference.fields, text: `${verbs[change]} ${says}${fields}`,
    }];
  },
};

const verbs = { creates: 'adds', deletes: 'takes away', changes: 'changes' } as const;

const byKind: Readonly<Record<string, { readonly kind: EffectKind; readonly says: string; readonly risky?: boolean }>>
  = {
    PodMonitor: { kind: 'observes', says: 'which metrics are read' },
    ServiceMonitor: { kind: 'observes', says: 'which metrics are read' },
    PrometheusRule: { kind: 'observes', says: 'alerts' },
    PodDisruptionBudget: { kind: 'protects', says: 'how many pods a drain of a node may stop at once' },
    PriorityClass: { kind: 'protects', says: 'which pods are stopped for others', risky: true },
  };
