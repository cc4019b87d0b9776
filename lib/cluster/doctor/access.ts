import { AccessQuestion } from '../../kube/cluster-reader';
import { ClusterSnapshot } from './cluster-snapshot';
import { Diagnosis, error, ok } from './diagnosis';

/**
 * Whether the caller has all permissions that `llmd` needs: one finding for each resource, with the command for an
 * administrator.
 */
export function checkAccess({ namespace, permissions }: ClusterSnapshot): readonly Diagnosis[] {
  // A namespace that exists is not created.
  const needed = permissions.filter(
    ({ resource, verb }) => !(resource === 'namespaces' && verb === 'create' && namespace !== undefined),
  );
  const denied = new Map<string, AccessQuestion[]>();
  for (const { allowed, ...question } of needed) {
    if (allowed) continue;
    const where = `${typeOf(question)}${question.namespace === undefined ? '' : ` in ${question.namespace}`}`;
    denied.set(where, [...(denied.get(where) ?? []), question]);
  }
  if (denied.size === 0) return [ok('permissions', `all ${needed.length} required permissions are granted`)];
  return [...denied].map(([where, questions]) =>
    error(
      'permissions',
      `the caller may not ${questions.map(({ verb }) => verb).join(', ')} ${where}`,
      grant(questions),
    ),
  );
}

function grant(questions: readonly AccessQuestion[]): string {
  const [{ namespace, resource, group }] = questions as readonly [AccessQuestion];
  const name = `llmd-${resource.replace('/', '-')}${group === '' ? '' : `.${group}`}`;
  const [role, place] = namespace === undefined ? ['clusterrole', ''] : ['role', ` -n ${namespace}`];
  return (
    `have an administrator run \`kubectl create ${role} ${name} `
    + `--verb=${questions.map(({ verb }) => verb).join(',')} --resource=${typeOf(questions[0]!)}${place}\` `
    + `and \`kubectl create ${role}binding ${name} --${role}=${name} --user=<caller>${place}\``
  );
}

/** A resource in the syntax of `kubectl create role`: `deployments.apps`, `pods/log`. */
function typeOf({ group, resource }: AccessQuestion): string {
  const [name, subresource] = resource.split('/');
  return `${name}${group === '' ? '' : `.${group}`}${subresource === undefined ? '' : `/${subresource}`}`;
}
