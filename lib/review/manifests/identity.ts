import { KubernetesObject } from '../../kube/kubernetes-objects';

/** What the API server knows an object by: group, kind, namespace and name. The version of an API does not count. */
export function identityOf({ apiVersion, kind, metadata: { name, namespace = '' } }: KubernetesObject): string {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  return JSON.stringify([group, kind, namespace, name]);
}

/** An object as a reader names it: `Deployment/llama-decode`. */
export function nameOf({ kind, metadata: { name } }: KubernetesObject): string {
  return `${kind}/${name}`;
}
