import type { KubernetesObject } from '../../kube/kubernetes-objects';
import { nameOf } from '../manifests/identity';
import { changesText } from './changes-text';
import { changeOf, EffectTopic, objectOf } from './effect';

/** What pods may do at the API server. */
export const permissionsTopic: EffectTopic = {
  concerns: ({ kind }) => kinds.has(kind),
  effects: (difference) => {
    const object = objectOf(difference);
    const named = { kind: 'permissions', object: nameOf(object), fields: difference.fields } as const;
    const change = changeOf(difference);
    if (object.kind.endsWith('Role')) {
      const [was, is] = [grants(difference.before), grants(difference.after)];
      const gained = [...is].filter(grant => !was.has(grant));
      const lost = [...was].filter(grant => !is.has(grant));
      if (gained.length + lost.length > 0) {
        const text = [
          ...gained.length > 0 ? [`may also ${shown(gained)}`] : [],
          ...lost.length > 0 ? [`may no longer ${shown(lost)}`] : [],
        ].join('; ');
        return [{ ...named, danger: 'care', text }];
      }
      return [{ ...named, kind: 'labels', danger: 'safe', text: 'nobody gains or loses a permission' }];
    }
    if (change !== 'changes') {
      const danger = object.kind === 'ServiceAccount' && change === 'creates' ? 'safe' : 'care';
      return [{ ...named, danger, text: `${change === 'creates' ? 'adds' : 'takes away'} ${object.kind} `
        + `${object.metadata.name}` }];
    }
    const isMetadata = difference.fields.every(({ path }) => path.startsWith('.metadata.labels'));
    return [isMetadata
      ? { ...named, kind: 'labels', danger: 'safe', text: 'nobody gains or loses a permission' }
      : { ...named, danger: 'care', text: `changes who has which permissions (${changesText(difference)})` }];
  },
};

const kinds: ReadonlySet<string>
  = new Set(['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding', 'ServiceAccount']);

interface Rules extends KubernetesObject {
  readonly rules?: readonly {
    readonly apiGroups?: readonly string[];
    readonly resources?: readonly string[];
    readonly resourceNames?: readonly string[];
    readonly nonResourceURLs?: readonly string[];
    readonly verbs?: readonly string[];
  }[];
}

function shown(grants: readonly string[]): string {
  return [...grants.slice(0, SHOWN), ...grants.length > SHOWN ? [`${grants.length - SHOWN} more`] : []].join(', ');
}

/** Permissions that a reader still takes in. */
const SHOWN = 6;

/** Each verb on each resource, as `kubectl auth can-i` takes them. */
function grants(object: KubernetesObject | undefined): ReadonlySet<string> {
  const { rules = [] } = (object ?? {}) as Partial<Rules>;
  return new Set(rules.flatMap(({ apiGroups = [''], nonResourceURLs = [], resourceNames, resources = [], verbs
    = [] }) =>
    verbs.flatMap(verb => [...nonResourceURLs, ...apiGroups.flatMap(group =>
      resources.map(resource => `${resource}${group === '' ? '' : `.${group}`}${
        resourceNames ? ` named ${resourceNames.join(' or ')}` : ''}`))].map(on => `${verb} ${on}`))));
}
