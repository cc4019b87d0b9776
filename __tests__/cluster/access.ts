import { Release } from '../../lib';
import { InferencePoolGroup } from '../../lib/gateways/inference-pool-api';
import { Manifest, only, podOf } from '../manifests';
import { Api } from './api';

/** Something that an account asks to do with a resource. */
export interface Access {
  readonly group: string;
  /** Plural name, or `pods/log`. */
  readonly resource: string;
  readonly verb: string;
}

/** What the picker of these manifests needs, by the table of its release. */
export function neededByPicker(manifests: readonly Manifest[]): Access[] {
  const { image } = podOf(manifests, 'epp').spec.containers[0] as { image: string };
  const release = Object.values<Release>(Release).find(({ endpointPicker }) => endpointPicker.image === image)!;
  const group = only(manifests, 'InferencePool').apiVersion.split('/')[0] as InferencePoolGroup;
  return (release.endpointPicker.permissions[group] ?? []).flatMap(({ apiGroup, resources }) => resources
    .flatMap(resource => ['get', 'list', 'watch'].map(verb => ({ group: apiGroup, resource, verb }))));
}

/**
 * What the API server says to a ServiceAccount of the namespace `home` that asks for access in a namespace; the empty
 * one stands for all.
 */
export async function isAllowed(
  api: Api,
  account: string,
  home: string,
  { group, resource: path, verb }: Access,
  namespace = home,
): Promise<boolean> {
  const [resource, subresource] = path.split('/');
  const { body } = await api.post('/apis/authorization.k8s.io/v1/subjectaccessreviews', {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    spec: {
      user: `system:serviceaccount:${home}:${account}`,
      groups: ['system:serviceaccounts', `system:serviceaccounts:${home}`, 'system:authenticated'],
      resourceAttributes: { group, resource, subresource, verb, namespace },
    },
  });
  return body.status.allowed as boolean;
}
