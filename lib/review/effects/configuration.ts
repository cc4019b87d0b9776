import type { KubernetesObject } from '../../kube/kubernetes-objects';
import { nameOf } from '../manifests/identity';
import type { RunningPods, Side } from '../manifests/side';
import { fieldDifferences } from '../semantics/field-differences';
import { isTemplate } from '../semantics/list-order';
import { changesText } from './changes-text';
import { changeOf, EffectTopic, objectOf } from './effect';

/** Files and values that pods read. */
export const configurationTopic: EffectTopic = {
  concerns: ({ kind }) => kind === 'ConfigMap' || kind === 'Secret',
  effects: (difference, { after, before }) => {
    const object = objectOf(difference);
    const named = { kind: 'configures', object: nameOf(object), fields: difference.fields } as const;
    const change = changeOf(difference);
    if (isDashboard(object)) return [{ ...named, kind: 'observes', danger: 'safe', text: 'changes a dashboard' }];
    if (change === 'changes' && difference.fields.every(({ path }) => path.startsWith('.metadata'))) {
      return [{ ...named, kind: 'labels', danger: 'safe', text: 'changes labels or annotations' }];
    }
    const side = change === 'deletes' ? before : after;
    const readers = readersOf(object, side).map(({ part }) => nameOf(part.object));
    const fields = change === 'changes' ? ` (${changesText(difference)})` : '';
    if (change === 'deletes' && readers.length > 0) {
      return [{ ...named, danger: 'care',
        text: `takes away what ${readers.join(' and ')} read: new pods do not start` }];
    }
    if (change !== 'changes' || readers.length === 0) {
      return [{ ...named, danger: change === 'creates' ? 'safe' : 'care', text: `${change} ${object.kind} `
        + `${object.metadata.name}${fields}` }];
    }
    const running = readersOf(object, after).filter(pods => isKept(pods, before))
      .map(({ part }) => nameOf(part.object));
    if (running.length === 0) {
      return [{ ...named, danger: 'care',
        text: `changes what ${readers.join(' and ')} read${fields}; new pods replace those that run, and read it` }];
    }
    return [{
      ...named, danger: 'care',
      text: `changes what ${running.join(' and ')} read${fields}. Pods that run do not read it again, and nothing `
        + `restarts them: \`kubectl rollout restart ${running.map(reader => reader.toLowerCase()).join(' ')}${
          object.metadata.namespace === undefined ? '' : ` -n ${object.metadata.namespace}`}\``,
      undo: 'the pods that were restarted are restarted once more',
    }];
  },
};

/** The label by which Grafana finds dashboards: grafana/helm-charts, charts/grafana/values.yaml, grafana-9.2.10. */
function isDashboard({ metadata: { labels = {} } }: KubernetesObject): boolean {
  return labels.grafana_dashboard !== undefined;
}

/** The workloads whose pods mount it or take variables from it. */
function readersOf({ kind, metadata: { name } }: KubernetesObject, side: Side): readonly RunningPods[] {
  const fields = kind === 'Secret'
    ? [`"secretName":"${name}"`, `"secretRef":{"name":"${name}"`, `"secret":{"name":"${name}"`]
    : [`"configMap":{"name":"${name}"`, `"configMapRef":{"name":"${name}"`, `"configMapKeyRef":{"name":"${name}"`];
  return side.pods.filter(({ part }) => {
    const text = JSON.stringify(part.template.spec, sorted);
    return fields.some(field => text.includes(field));
  });
}

/** Whether its pods are the same as on the other side, so that none of them starts anew. */
function isKept({ part }: RunningPods, other: Side): boolean {
  const same = other.pods.find(pods => nameOf(pods.part.object) === nameOf(part.object));
  return same !== undefined
    && !fieldDifferences(same.part.object, part.object).some(({ path }) => isTemplate(path));
}

/** The name first, whatever the order of the file is. */
function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !('name' in value)) return value;
  const { name, ...others } = value as { readonly name: unknown };
  return { name, ...others };
}
