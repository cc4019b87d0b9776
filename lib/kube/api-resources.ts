import { ClusterError } from './cluster-reader';

/** Which object, or all of a kind when there is no name. */
export interface ObjectAddress {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name?: string;
  readonly namespace?: string;
}

/** Finds the path of objects, by asking the API server once for each group and version. */
export class ApiResources {
  private readonly known = new Map<string, Promise<readonly ApiResource[]>>();

  constructor(private readonly get: <T extends object>(path: string) => Promise<T | undefined>) {}

  /** @throws ClusterError with `code` 404 where the kind is not served */
  async path({ apiVersion, kind, name, namespace }: ObjectAddress): Promise<string> {
    const group = apiPath(apiVersion);
    const resource = (await this.of(group)).find(resource => resource.kind === kind && !resource.name.includes('/'));
    if (resource === undefined) {
      // A CRD may be installed while a command runs.
      this.known.delete(group);
      throw new ClusterError(404, `the API server does not serve ${kind} of ${apiVersion}`);
    }
    const within = resource.namespaced && namespace !== undefined ? `/namespaces/${segment(namespace)}` : '';
    return `${group}${within}/${resource.name}${name === undefined ? '' : `/${segment(name)}`}`;
  }

  private of(group: string): Promise<readonly ApiResource[]> {
    const known
      = this.known.get(group)
        ?? this.get<{ readonly resources: readonly ApiResource[] }>(group).then(list => list?.resources ?? []);
    this.known.set(group, known);
    known.catch(() => this.known.delete(group));
    return known;
  }
}

/** A name as a part of a path: a name with `/` or `..` would be another path. */
export function segment(name: string): string {
  return encodeURIComponent(name).replace(/^\.+$/, dots => '%2E'.repeat(dots.length));
}

/** Where an API server serves a version of a group: `/api/v1`, `/apis/apps/v1`. */
export function apiPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

interface ApiResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}
