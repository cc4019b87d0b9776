import { AccessQuestion } from '../../kube/cluster-reader';
import { ClusterSnapshot } from './cluster-snapshot';
import { DistDeployment } from '../dist-deployment';
import { verificationKinds } from '../owned-objects';

/**
 * What `llmd` does in a cluster: apply, look, ask by a Job, and delete. All in the namespace of the deployment but for the namespace itself,
 * which is looked for and applied; a tenant who may do that and no more can deploy.
 */
export function neededPermissions({ objects, namespace }: Pick<DistDeployment, 'namespace' | 'objects'>, apis: ClusterSnapshot['apis']): readonly AccessQuestion[] {
  const within = [...objects, ...verificationKinds].filter(({ kind }) => kind !== 'Namespace');
  const kinds = new Map(within.map(({ apiVersion, kind }) => [`${apiVersion} ${kind}`, { apiVersion, kind }]));
  const applied = [...kinds.values()].flatMap(({ apiVersion, kind }) => {
    const resource = apis[apiVersion]?.[kind];
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
    return resource === undefined ? [] : ['get', 'list', 'create', 'patch', 'delete'].map(verb => ({ verb, group, resource, namespace }));
  });
  const ofNamespace = objects.some(({ kind }) => kind === 'Namespace') ? ['get', 'create', 'patch'] : ['get'];
  return [
    ...applied,
    ...ofNamespace.map(verb => ({ verb, group: '', resource: 'namespaces' })),
    ...looked.map(([verb, resource]) => ({ verb, group: '', resource, namespace })),
  ];
}

const looked = [['list', 'pods'], ['get', 'pods/log'], ['create', 'pods/exec'], ['list', 'events'], ['get', 'secrets']] as const;
