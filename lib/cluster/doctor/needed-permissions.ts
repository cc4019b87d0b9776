import { AccessQuestion } from '../../kube/cluster-reader';
import { ClusterSnapshot } from './cluster-snapshot';
import { DistDeployment } from '../dist-deployment';
import { verificationKinds } from '../owned-objects';
import { leaseKind } from '../run/deploy-lease';

/**
 * The permissions that `llmd` needs: to apply, read, run a Job, hold a Lease, and delete. All are in the namespace of
 * the deployment, except those to read and apply the namespace itself. A tenant with these permissions only can deploy.
 */
export function neededPermissions(
  { objects, namespace }: Pick<DistDeployment, 'namespace' | 'objects'>,
  apis: ClusterSnapshot['apis'],
): readonly AccessQuestion[] {
  const within = [...objects, ...verificationKinds, leaseKind].filter(({ kind }) => kind !== 'Namespace');
  const kinds = new Map(within.map(({ apiVersion, kind }) => [`${apiVersion} ${kind}`, { apiVersion, kind }]));
  const applied = [...kinds.values()].flatMap(({ apiVersion, kind }) => {
    const resource = apis[apiVersion]?.[kind];
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
    return resource === undefined
      ? []
      : ['get', 'list', 'create', 'patch', 'delete'].map(verb => ({ verb, group, resource, namespace }));
  });
  const ofNamespace = objects.some(({ kind }) => kind === 'Namespace') ? ['get', 'create', 'patch'] : ['get'];
  return [
    ...applied,
    ...ofNamespace.map(verb => ({ verb, group: '', resource: 'namespaces' })),
    ...looked.map(([verb, resource]) => ({ verb, group: '', resource, namespace })),
  ];
}

const looked = [
  ['list', 'pods'],
  ['get', 'pods/log'],
  ['create', 'pods/exec'],
  ['list', 'events'],
  ['get', 'secrets'],
] as const;
