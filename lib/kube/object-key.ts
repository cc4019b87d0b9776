import { KubernetesObject } from './kubernetes-objects';

/** What tells objects of one namespace apart; the version of an API does not. */
export function objectKey({ apiVersion, kind, metadata: { name } }: KubernetesObject): string {
  return `${kind}.${groupOfApi(apiVersion)}/${name}`;
}

/** An object as kubectl writes it: `deployment.apps/llm-d-llama31-decode`. */
export function objectText({ apiVersion, kind, metadata: { name } }: KubernetesObject): string {
  const group = groupOfApi(apiVersion);
  return `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${name}`;
}

function groupOfApi(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
}
