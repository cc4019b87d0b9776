import { ClusterSnapshot } from './cluster-snapshot';
import { Diagnosis, error, ok, unknown } from './diagnosis';
import { DistDeployment, rolesIn } from '../dist-deployment';
import { containersOf } from '../../kube/kubernetes-objects';
import { PULL_SECRET_KEY, wantedSecrets } from './wanted-secrets';

/**
 * What the namespace must have before a deploy: Secrets with their keys, and a Pod Security level that admits the pods.
 */
export function checkNamespace(snapshot: ClusterSnapshot, deployment: DistDeployment): readonly Diagnosis[] {
  return [...secrets(snapshot, deployment), podSecurity(snapshot, deployment)];
}

function secrets(
  { namespace: present, secrets, unreadable }: ClusterSnapshot,
  deployment: DistDeployment,
): readonly Diagnosis[] {
  const { namespace } = deployment;
  const isNamespaceMissing = present === undefined && !unreadable.some(({ what }) => what === `Namespace ${namespace}`);
  return wantedSecrets(deployment).map(({ keys, name }) => {
    const create = (of: readonly string[]): string => {
      const [kind, file] = of.includes(PULL_SECRET_KEY) ? ['docker-registry', './config.json'] : ['generic', './token'];
      const keys = of.map(key => `--from-file=${key}=${file}`).join(' ');
      return `kubectl create secret ${kind} ${name} -n ${namespace} ${keys}`;
    };
    const all = create(keys.length > 0 ? keys : ['<key>']);
    const fix = isNamespaceMissing ? `kubectl create namespace ${namespace} && ${all}` : all;
    const unread = unreadable.find(({ what }) => what === `Secret ${name}`);
    if (unread) return unknown('secret', `it is not known whether ${name} exists: ${unread.why}`, fix);
    const found = secrets[name];
    if (found === undefined)
      return error('secret', `Secret ${name} does not exist in namespace ${namespace}, and the pods need it`, fix);
    const missing = keys.filter(key => !found.includes(key));
    if (missing.length === 0)
      return ok('secret', `${name} has ${keys.join(', ') || 'no key that pods ask for by name'}`);
    // Deleting the Secret would also delete keys that others use; a server-side apply adds the missing keys.
    const merge
      = `${create(missing)} --dry-run=client -o yaml `
        + '| kubectl apply --server-side --field-manager=llmd-secret -f -';
    return error(
      'secret',
      `Secret ${name} lacks the key ${missing.join(', ')}; its keys: ${found.join(', ') || 'none'}`,
      merge,
    );
  });
}

const ENFORCE = 'pod-security.kubernetes.io/enforce';
const levels = ['privileged', 'baseline', 'restricted'];

/** An existing namespace may enforce a stricter level than that of the file; its label must then be changed. */
function podSecurity({ namespace: present, unreadable }: ClusterSnapshot, deployment: DistDeployment): Diagnosis {
  const { namespace: name, objects } = deployment;
  const file = objects.find(({ kind }) => kind === 'Namespace');
  const wanted = file?.metadata.labels?.[ENFORCE] ?? levelOfPods(deployment);
  const label = `kubectl label namespace ${name} ${ENFORCE}=${wanted} --overwrite`;
  const unread = unreadable.find(({ what }) => what === `Namespace ${name}`);
  if (unread)
    return unknown(
      'Pod Security',
      `the level of namespace ${name} is unknown: ${unread.why}`,
      `make sure that it admits pods of level ${wanted}`,
    );
  if (present === undefined) {
    return file
      ? ok('Pod Security', `namespace ${name} will be created with level ${wanted}`)
      : error(
          'Pod Security',
          `namespace ${name} does not exist, and the file does not create it`,
          `kubectl create namespace ${name}`,
        );
  }
  const enforced = present.labels[ENFORCE];
  return enforced !== undefined && levels.indexOf(enforced) > levels.indexOf(wanted)
    ? error('Pod Security', `namespace ${name} enforces ${enforced}, but the pods need ${wanted}`, label)
    : ok('Pod Security', `namespace ${name}: ${enforced ?? wanted}`);
}

/**
 * The same rule as in lib/plan/pod-security.ts: directories of the node and added capabilities are privileged,
 * everything else is restricted.
 */
function levelOfPods(deployment: DistDeployment): string {
  const pods = [...rolesIn(deployment).map(({ part }) => part), deployment.picker].map(({ template }) => template.spec);
  const isPrivileged = pods.some(
    pod =>
      (pod.volumes ?? []).some(volume => 'hostPath' in volume)
      || containersOf(pod).some(({ securityContext }) =>
        ((securityContext as SecurityContext | undefined)?.capabilities?.add ?? []).some(
          name => name !== 'NET_BIND_SERVICE',
        ),
      ),
  );
  return isPrivileged ? 'privileged' : 'restricted';
}

interface SecurityContext {
  readonly capabilities?: { readonly add?: readonly string[] };
}
