import { ClusterSnapshot } from './cluster-snapshot';
import { Diagnosis, error, ok, unknown } from './diagnosis';
import { DistDeployment } from './dist-deployment';

/** What must be there before: Secrets with their keys, a Pod Security level that lets the pods in, and permissions. */
export function checkNamespace(snapshot: ClusterSnapshot, deployment: DistDeployment): readonly Diagnosis[] {
  return [...secrets(snapshot, deployment), podSecurity(snapshot, deployment), ...permissions(snapshot)];
}

function secrets({ secrets, unreadable }: ClusterSnapshot, { namespace, secrets: wanted }: DistDeployment): readonly Diagnosis[] {
  return wanted.map(({ keys, name }) => {
    const fix = `kubectl create secret generic ${name} -n ${namespace} ${keys.map(key => `--from-file=${key}=./token`).join(' ')}`;
    const unread = unreadable.find(({ what }) => what === `Secret ${name}`);
    if (unread) return unknown('secret', `whether ${name} is there is not known: ${unread.why}`, fix);
    const found = secrets[name];
    if (found === undefined) return error('secret', `Secret ${name} is not in namespace ${namespace}, and the pods mount it`, fix);
    const missing = keys.filter(key => !found.includes(key));
    if (missing.length === 0) return ok('secret', `${name} has ${keys.join(', ')}`);
    return error('secret', `Secret ${name} has not the key ${missing.join(', ')}; it has ${found.join(', ') || 'none'}`, `kubectl delete secret ${name} -n ${namespace}, then ${fix}`);
  });
}

const ENFORCE = 'pod-security.kubernetes.io/enforce';
const levels = ['privileged', 'baseline', 'restricted'];

/** The file's own Namespace says which level the pods keep to; one that is there already keeps its label where the file has no Namespace. */
function podSecurity({ namespace }: ClusterSnapshot, { namespace: name, objects }: DistDeployment): Diagnosis {
  const file = objects.find(({ kind }) => kind === 'Namespace');
  const present = namespace?.labels[ENFORCE];
  const wanted = file?.metadata.labels?.[ENFORCE];
  if (namespace === undefined) {
    return file
      ? ok('Pod Security', `namespace ${name} will be made, level ${wanted ?? 'of the cluster'}`)
      : error('Pod Security', `namespace ${name} is not there, and the file does not make it`, `kubectl create namespace ${name}`);
  }
  if (file !== undefined || present === undefined) return ok('Pod Security', `namespace ${name}: ${wanted ?? present ?? 'no level of its own'}`);
  return levels.indexOf(present) <= levels.indexOf('baseline')
    ? ok('Pod Security', `namespace ${name}: ${present}`)
    : unknown('Pod Security', `namespace ${name} is ${present}, and the file does not say what its pods keep to`, 'pods with RDMA by IPC_LOCK or a hostPath cache need `privileged`; others keep to `restricted`');
}

function permissions({ permissions }: ClusterSnapshot): readonly Diagnosis[] {
  const denied = new Map<string, string[]>();
  for (const { allowed, group, namespace, resource, verb } of permissions) {
    if (allowed) continue;
    const where = `${resource}${group === '' ? '' : `.${group}`}${namespace === undefined ? '' : ` in ${namespace}`}`;
    denied.set(where, [...(denied.get(where) ?? []), verb]);
  }
  if (denied.size === 0) return [ok('permissions', `all ${permissions.length} that are needed`)];
  return [...denied].map(([where, verbs]) => error('permissions', `the caller may not ${verbs.join(', ')} ${where}`, `have a Role or ClusterRole with these verbs bound to the caller`));
}
