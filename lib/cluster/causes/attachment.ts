import type { Evidence } from './evidence';
import { Attached, Condition } from '../../kube/kubernetes-objects';
import { groupOf } from '../dist-deployment';

/** Why the gateway does not send requests to the pool, in the words of its own conditions. */
export function attachmentCauses({ gateway, route, pool, deployment }: Evidence): readonly string[] {
  const { wayIn } = deployment;
  const poolGroup = deployment.pool && groupOf(deployment.pool);
  const missing = (
    [
      ['Gateway', gateway, wayIn.route && wayIn.object],
      ['HTTPRoute', route, deployment.route],
      ['InferencePool', pool, deployment.pool],
    ] as const
  )
    .flatMap(([kind, found, wanted]) => found === undefined && wanted ? [{ kind, wanted }] : [])
    .map(
      ({ kind, wanted }) =>
        `${kind} ${wanted.metadata.name} of ${wanted.apiVersion} is not in the cluster: ${
          kind === 'Gateway' && !wayIn.isOwn
            ? `its owner makes it, in the namespace ${wayIn.object.metadata.namespace}`
            : 'apply it with `llmd deploy`'}`,
    );
  const otherGroups = ((route ?? deployment.route)?.spec.rules ?? [])
    .flatMap(({ backendRefs = [] }) => backendRefs)
    .filter(({ kind, group }) => kind === 'InferencePool' && group !== poolGroup)
    .map(
      ({ group, name }) =>
        `the HTTPRoute refers to an InferencePool '${name}' of the group '${group}', but the pool is of `
        + `'${poolGroup}', `
        + `and to Kubernetes these are two different resources: set the group of the backendRef to '${poolGroup}'`,
    );
  return [
    ...missing,
    ...otherGroups,
    ...(gateway
      ? unmet(gateway.status?.conditions ?? [], ['Accepted', 'Programmed']).map(
          text => `Gateway ${gateway.metadata.name}: ${text}`,
        )
      : []),
    ...(route ? ofParents(route).map(text => `HTTPRoute ${route.metadata.name}: ${text}`) : []),
    ...(pool ? ofParents(pool).map(text => `InferencePool ${pool.metadata.name}: ${text}`) : []),
  ];
}

function ofParents({ status }: Attached): readonly string[] {
  const parents = status?.parents ?? status?.parent ?? [];
  if (parents.length === 0) return ['no gateway has accepted it'];
  return parents.flatMap(({ conditions = [] }) => unmet(conditions, ['Accepted', 'ResolvedRefs']));
}

function unmet(conditions: readonly Condition[], wanted: readonly string[]): readonly string[] {
  return wanted.flatMap((type) => {
    const found = conditions.find(condition => condition.type === type);
    if (found === undefined) return [`the condition ${type} is missing`];
    return found.status === 'True'
      ? []
      : [`the condition ${type} is ${found.status}, ${found.reason}: ${found.message}`];
  });
}
