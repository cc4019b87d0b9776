import { apiPath } from './api-resources';
import { ClusterReader } from './cluster-reader';

/** A kind of objects that are in namespaces. */
export interface NamespacedResource {
  readonly apiVersion: string;
  readonly kind: string;
  /** In the plural, as paths have it. */
  readonly name: string;
}

/** Every kind of objects that a namespace takes with it when it is deleted. */
export interface NamespacedResources {
  readonly resources: readonly NamespacedResource[];
  /** APIs that did not say which kinds they have, with the reason. */
  readonly unknown: readonly string[];
}

/**
 * Asks the API server for them: those with the verb `delete`, as the namespace controller does (kubernetes v1.34.4
 * `pkg/controller/namespace/deletion/namespaced_resources_deleter.go`); the others, as PodMetrics, are computed. A kind
 * that several versions of a group serve is taken from the preferred one.
 */
export async function namespacedResources(reader: Pick<ClusterReader, 'get'>): Promise<NamespacedResources> {
  const versions = await versionsOf(reader);
  if (typeof versions === 'string') return { resources: [], unknown: [versions] };
  const lists = await Promise.all(versions.map(version => resourcesOf(reader, version)));
  const found = new Map<string, NamespacedResource>();
  for (const resource of lists.flatMap(list => typeof list === 'string' ? [] : list)) {
    const key = `${resource.apiVersion.replace(/[^/]*$/, '')}${resource.name}`;
    if (!found.has(key)) found.set(key, resource);
  }
  return { resources: [...found.values()], unknown: lists.filter(list => typeof list === 'string') };
}

/** Every version of every group, of each the preferred one first. */
async function versionsOf(reader: Pick<ClusterReader, 'get'>): Promise<readonly string[] | string> {
  const list = await answer<ApiGroupList>(reader, '/apis', 'groups');
  if (typeof list === 'string') return list;
  const preferredFirst = list.groups.flatMap(({ preferredVersion, versions }) => [
    ...(preferredVersion === undefined ? [] : [preferredVersion]),
    ...versions,
  ]);
  return ['v1', ...new Set(preferredFirst.map(({ groupVersion }) => groupVersion))];
}

async function resourcesOf(
  reader: Pick<ClusterReader, 'get'>, apiVersion: string,
): Promise<readonly NamespacedResource[] | string> {
  const list = await answer<ApiResourceList>(reader, apiPath(apiVersion), 'resources');
  if (typeof list === 'string') return list;
  return list.resources
    .filter(({ name, namespaced, verbs }) => namespaced && !name.includes('/') && verbs.includes('delete'))
    .map(({ kind, name }) => ({ apiVersion, kind, name }));
}

/** An answer that has a list in a field, or why there is none. */
async function answer<T extends object>(
  reader: Pick<ClusterReader, 'get'>, path: string, field: keyof T,
): Promise<T | string> {
  try {
    const given = await reader.get<T>(path);
    return Array.isArray(given?.[field]) ? given : `${path}: the API server answered no list`;
  } catch (error) {
    return `${path}: ${(error as Error).message}`;
  }
}

interface ApiGroupList {
  readonly groups: readonly {
    readonly versions: readonly { readonly groupVersion: string }[];
    readonly preferredVersion?: { readonly groupVersion: string };
  }[];
}

interface ApiResourceList {
  readonly resources: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
    readonly verbs: readonly string[];
  }[];
}
