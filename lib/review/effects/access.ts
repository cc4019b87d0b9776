import { nameOf } from '../manifests/identity';
import { changesText } from './changes-text';
import { flowsText, PolicyFlows, policyFlows } from './policy-flows';
import { changeOf, EffectTopic, ObjectDifference, objectOf } from './effect';

/** Who can reach what. */
export const accessTopic: EffectTopic = {
  concerns: ({ kind }) => kinds.has(kind) || kind.endsWith('SecurityPolicy'),
  effects: (difference) => {
    const object = objectOf(difference);
    const named = { kind: 'access', danger: 'care', object: nameOf(object), fields: difference.fields } as const;
    const change = changeOf(difference);
    if (change === 'changes' && difference.fields.every(({ path }) => path.startsWith('.metadata'))) {
      return [{ ...named, kind: 'labels', danger: 'safe', text: 'changes labels or annotations; nobody gains or loses '
        + 'access' }];
    }
    if (object.kind === 'NetworkPolicy') return [{ ...named, text: policyText(difference) }];
    const says = { creates: 'begins to decide', deletes: 'no longer decides',
      changes: 'decides in another way' }[change];
    const fields = change === 'changes' ? ` (${changesText(difference)})` : '';
    return [{ ...named, text: `${object.kind} ${says} who can call what${fields}` }];
  },
};

const kinds: ReadonlySet<string>
  = new Set(['NetworkPolicy', 'AuthorizationPolicy', 'RequestAuthentication', 'PeerAuthentication', 'ReferenceGrant']);

/** A policy lets in what any of its rules lets in; a pod that no policy selects can be reached by all. */
function policyText(difference: ObjectDifference): string {
  const change = changeOf(difference);
  if (change === 'creates') return 'pods that it selects can be reached, and can reach, only what it lists';
  if (change === 'deletes') return 'pods that only it selected can be reached by everybody, and can reach everything';
  const [was, is] = [difference.before!, difference.after!].map(policyFlows) as [PolicyFlows, PolicyFlows];
  const said = (['ingress', 'egress'] as const).flatMap((way) => {
    const gained = [...is[way]].filter(flow => !was[way].has(flow));
    const lost = [...was[way]].filter(flow => !is[way].has(flow));
    return [
      ...gained.length > 0 ? [`${words[way].now} ${flowsText(gained)}`] : [],
      ...lost.length > 0 ? [`${words[way].noLonger} ${flowsText(lost)}`] : [],
    ];
  });
  return said.length > 0 ? said.join('; ') : `changes which pods it is about (${changesText(difference)})`;
}

const words = {
  ingress: { now: 'its pods now let in', noLonger: 'its pods no longer let in' },
  egress: { now: 'its pods now reach', noLonger: 'its pods no longer reach' },
} as const;
