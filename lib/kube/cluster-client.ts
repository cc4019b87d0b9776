import { ApiAnswer } from './api-answer';
import { ApiRequest, sendRequest } from './api-request';
import { apiPath, ApiResources, segment } from './api-resources';
import { AccessQuestion, ClusterError, ClusterReader, LogOptions } from './cluster-reader';
import { Connection } from './connection';
import { FollowedLog, followLog } from './follow-log';
import { ConnectionOptions, readKubeconfig } from './kubeconfig';
import { KubernetesObject } from './kubernetes-objects';
import { NamespacedResource } from './namespaced-resources';
import { objectPages } from './object-pages';
import { execCommand } from './pod-exec';
import { Persistence } from './retry';

export type { FollowedLog } from './follow-log';
export type { ConnectionOptions } from './kubeconfig';

/** The field manager of everything that `llmd` applies. */
export const FIELD_MANAGER = 'cdk8s-llm-d';

/**
 * An API server, with the official client's kubeconfig, credentials and exec. Objects travel as JSON as they are:
 * the client's typed methods drop fields that their version does not know.
 */
export class ClusterClient implements ClusterReader {
  private readonly resources = new ApiResources(path => this.get(path));

  /**
   * Whether there is a cluster at all is found out by the first request; those that are made together with it wait for
   * that.
   */
  private reached?: Promise<void>;

  private constructor(
    private readonly connection: Connection,
    private readonly persistence: Persistence,
  ) {}

  /**
   * Reads the configuration; nothing is asked of the cluster yet.
   *
   * @throws UnusableCluster where the kubeconfig cannot be read or has no such context
   */
  static async connect(options: ConnectionOptions = {}, persistence = new Persistence()): Promise<ClusterClient> {
    // Loading the client takes longer than all the rest of most commands, which do without it.
    const client = await import('@kubernetes/client-node');
    return new ClusterClient(new Connection(readKubeconfig(client, options)), persistence);
  }

  /** The API server's address, for the reader. */
  get server(): string {
    return this.connection.server;
  }

  /** The name of the context of the kubeconfig. */
  get context(): string {
    return this.connection.context;
  }

  async get<T extends object>(path: string): Promise<T | undefined> {
    return orUndefined(async () => {
      const answer = await this.request('GET', path);
      if (path === '/version') return versionIn<T>(answer);
      return answer.list<T>((path === '/apis' ? 'groups' : 'resources') as keyof T & string);
    });
  }

  async list<T extends KubernetesObject>(
    apiVersion: string,
    kind: string,
    namespace?: string,
    labelSelector?: string,
  ): Promise<readonly T[]> {
    const path = await this.resources.path({ apiVersion, kind, namespace });
    return objectPages<T>({ apiVersion, kind }, page =>
      this.request('GET', path, { query: { labelSelector, ...page } }),
    );
  }

  /**
   * The metadata of all objects of a kind in a namespace, without what they hold: the values of Secrets are not sent.
   */
  async listMetadata(
    { apiVersion, kind, name }: NamespacedResource,
    namespace: string,
  ): Promise<readonly KubernetesObject[]> {
    const path = `${apiPath(apiVersion)}/namespaces/${segment(namespace)}/${name}`;
    return objectPages({ apiVersion, kind }, query => this.request('GET', path, { query, accept: METADATA_ALONE }));
  }

  async read<T extends KubernetesObject>(
    apiVersion: string,
    kind: string,
    name: string,
    namespace?: string,
  ): Promise<T | undefined> {
    return orUndefined(async () => {
      const path = await this.resources.path({ apiVersion, kind, name, namespace });
      return (await this.request('GET', path)).namedObject<T>();
    });
  }

  async mayI({ verb, group, resource: named, namespace }: AccessQuestion): Promise<boolean> {
    const [resource, subresource] = named.split('/');
    const resourceAttributes = { verb, group, resource, subresource, namespace };
    const review = {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes },
    };
    const answer = await this.request('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
      body: review,
      contentType: 'application/json',
    });
    const { status } = answer.object<{ readonly status?: { readonly allowed?: boolean } }>();
    if (typeof status?.allowed !== 'boolean') throw answer.wrong('the answer does not say whether it is allowed');
    return status.allowed;
  }

  async log(namespace: string, pod: string, container: string, { lines, previous }: LogOptions): Promise<string> {
    const query = { container, tailLines: `${lines}`, previous: previous ? 'true' : undefined };
    return (await this.request('GET', logPath(namespace, pod), { query })).text;
  }

  /** A container's log as it is written. */
  async followLog(
    namespace: string,
    pod: string,
    container: string,
    lines: number | undefined,
    write: (text: string) => void,
  ): Promise<FollowedLog> {
    const query = { container, follow: 'true', tailLines: lines === undefined ? undefined : `${lines}` };
    const request: ApiRequest = { method: 'GET', path: logPath(namespace, pod), query };
    return this.persistence.insist(seconds => followLog(this.connection, request, seconds, write));
  }

  /**
   * Server-side apply.
   *
   * @throws ClusterError with `code` 409 where another manager owns a field that differs, unless `force`
   */
  async apply<T extends KubernetesObject>(object: T, { force = false, dryRun = false } = {}): Promise<T> {
    const { apiVersion, kind, metadata: { name, namespace } } = object;
    const query = { fieldManager: FIELD_MANAGER, force: `${force}`, dryRun: dryRun ? 'All' : undefined };
    const path = await this.resources.path({ apiVersion, kind, name, namespace });
    const sent = { query, body: object, contentType: 'application/apply-patch+yaml' };
    return (await this.request('PATCH', path, sent)).namedObject<T>();
  }

  /**
   * Creates an object; one that exists is left as it is.
   *
   * @returns whether it did not exist
   */
  async create(object: KubernetesObject): Promise<boolean> {
    const { apiVersion, kind, metadata: { namespace } } = object;
    const path = await this.resources.path({ apiVersion, kind, namespace });
    const query = { fieldManager: FIELD_MANAGER };
    try {
      (await this.request('POST', path, { query, body: object, contentType: 'application/json' })).namedObject();
      return true;
    } catch (error) {
      if (!(error instanceof ClusterError) || error.code !== 409) throw error;
      return false;
    }
  }

  /**
   * Changes fields of an object.
   *
   * @param fields with `metadata.uid` only that very object
   * @throws ClusterError with `code` 404 or 409 where it is gone or another
   */
  async merge({ apiVersion, kind, metadata }: KubernetesObject, fields: object): Promise<void> {
    const path = await this.resources.path({ apiVersion, kind, name: metadata.name, namespace: metadata.namespace });
    const query = { fieldManager: FIELD_MANAGER };
    const sent = { query, body: fields, contentType: 'application/merge-patch+json' };
    (await this.request('PATCH', path, sent)).namedObject();
  }

  /**
   * Deletes an object and in the background what it owns; one that is gone already is as good.
   *
   * @param uid refuses to delete another object that has the name by now
   * @param dryRun only asks the API server whether it would
   */
  async delete(
    { apiVersion, kind, metadata: { name, namespace } }: KubernetesObject,
    { uid, dryRun = false }: { readonly uid?: string; readonly dryRun?: boolean } = {},
  ): Promise<void> {
    await orUndefined(async () => {
      const path = await this.resources.path({ apiVersion, kind, name, namespace });
      const body = {
        apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background',
        ...(uid !== undefined && { preconditions: { uid } }), ...(dryRun && { dryRun: ['All'] }),
      };
      return (await this.request('DELETE', path, { body, contentType: 'application/json' })).kubernetesObject();
    });
  }

  /** Runs a command in a container, without a terminal. */
  async exec(namespace: string, pod: string, container: string, command: readonly string[]): Promise<string> {
    return execCommand(this.connection, { namespace, pod, container, command }, this.persistence.seconds);
  }

  private request(
    method: ApiRequest['method'],
    path: string,
    rest: Omit<ApiRequest, 'method' | 'path'> = {},
  ): Promise<ApiAnswer> {
    const send = async (): Promise<ApiAnswer> => {
      const text = await this.persistence.insist(
        seconds => sendRequest(this.connection, { method, path, ...rest }, seconds),
      );
      return new ApiAnswer(this.connection, `${method} ${path}`, text);
    };
    if (this.reached !== undefined) return this.reached.then(send);
    const first = send();
    this.reached = first.then(
      () => {},
      (error: ClusterError) => {
        if (error.code === 0) throw error;
      },
    );
    // Whoever made the first request hears of it there.
    this.reached.catch(() => {});
    return first;
  }
}

function logPath(namespace: string, pod: string): string {
  return `/api/v1/namespaces/${segment(namespace)}/pods/${segment(pod)}/log`;
}

function versionIn<T extends object>(answer: ApiAnswer): T {
  const version = answer.object<T & { readonly gitVersion?: unknown }>();
  if (typeof version.gitVersion !== 'string') throw answer.wrong('the answer names no version of Kubernetes');
  return version;
}

/** Of aggregated APIs that do not know this form, the whole objects. */
const METADATA_ALONE = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1, application/json';

async function orUndefined<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ClusterError && error.code === 404) return undefined;
    throw error;
  }
}
