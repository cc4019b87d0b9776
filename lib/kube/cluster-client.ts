import type { KubeConfig } from '@kubernetes/client-node';
import { PassThrough } from 'node:stream';
import { ApiRequest, sendRequest, TIMEOUT_SECONDS } from './api-request';
import { apiPath, ApiResources } from './api-resources';
import { AccessQuestion, ClusterError, ClusterReader, LogOptions } from './cluster-reader';
import { KubernetesObject } from './kubernetes-objects';
import { NamespacedResource } from './namespaced-resources';
import { objectPages } from './object-pages';
import { Persistence } from './retry';

/** Where the cluster is, as kubectl's flags of these names say. */
export interface ConnectionOptions {
  /** A kubeconfig file. @default - the files of KUBECONFIG, `~/.kube/config`, or the service account of the pod */
  readonly kubeconfig?: string;
  /** @default - the current context of the kubeconfig */
  readonly context?: string;
}

/** The field manager of everything that `llmd` applies. */
export const FIELD_MANAGER = 'cdk8s-llm-d';

type Client = typeof import('@kubernetes/client-node');

/**
 * An API server, with the official client's kubeconfig, credentials, logs and exec. Objects travel as JSON as they are:
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
    private readonly client: Client,
    private readonly config: KubeConfig,
    private readonly persistence: Persistence,
  ) {}

  /**
   * Reads the configuration; nothing is asked of the cluster yet.
   *
   * @throws ClusterError where the kubeconfig cannot be read or has no such context
   */
  static async connect(
    { kubeconfig, context }: ConnectionOptions = {},
    persistence = new Persistence(),
  ): Promise<ClusterClient> {
    // Loading the client takes longer than all the rest of most commands, which do without it.
    const client = await import('@kubernetes/client-node');
    const config = new client.KubeConfig();
    try {
      if (kubeconfig === undefined) config.loadFromDefault();
      else config.loadFromFile(kubeconfig);
      if (context !== undefined) config.setCurrentContext(context);
    } catch (error) {
      throw new ClusterError(0, `the kubeconfig cannot be read: ${(error as Error).message}`);
    }
    if (config.getCurrentCluster() === null) {
      const contexts
        = config
          .getContexts()
          .map(({ name }) => `'${name}'`)
          .join(', ') || 'none';
      throw new ClusterError(
        0,
        `the kubeconfig has no cluster for the context '${config.getCurrentContext() ?? ''}'; contexts: ${contexts}`,
      );
    }
    return new ClusterClient(client, config, persistence);
  }

  /** The API server's address, for the reader. */
  get server(): string {
    return this.config.getCurrentCluster()!.server;
  }

  /** The context of the kubeconfig, for the reader. */
  get context(): string {
    return this.config.getCurrentContext();
  }

  async get<T>(path: string): Promise<T | undefined> {
    return orUndefined(async () => JSON.parse(await this.request('GET', path)) as T);
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
    const path = `${apiPath(apiVersion)}/namespaces/${namespace}/${name}`;
    return objectPages({ apiVersion, kind }, query => this.request('GET', path, { query, accept: METADATA_ALONE }));
  }

  async read<T extends KubernetesObject>(
    apiVersion: string,
    kind: string,
    name: string,
    namespace?: string,
  ): Promise<T | undefined> {
    return orUndefined(
      async () =>
        JSON.parse(await this.request('GET', await this.resources.path({ apiVersion, kind, name, namespace }))) as T,
    );
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
    return (JSON.parse(answer) as { readonly status?: { readonly allowed?: boolean } }).status?.allowed === true;
  }

  async log(namespace: string, pod: string, container: string, { lines, previous }: LogOptions): Promise<string> {
    const query = { container, tailLines: `${lines}`, previous: previous ? 'true' : undefined };
    return this.request('GET', `/api/v1/namespaces/${namespace}/pods/${pod}/log`, { query });
  }

  /** A container's log as it is written. */
  async followLog(
    namespace: string,
    pod: string,
    container: string,
    lines: number | undefined,
    write: (text: string) => void,
  ): Promise<FollowedLog> {
    const stream = new PassThrough();
    stream.setEncoding('utf8').on('data', write);
    const ended = new Promise<void>(resolve =>
      stream
        .once('close', resolve)
        .once('end', resolve)
        .once('error', () => resolve()),
    );
    try {
      const abort = await new this.client.Log(this.config).log(namespace, pod, container, stream, {
        follow: true,
        tailLines: lines,
      });
      return { ended, stop: () => abort.abort() };
    } catch (error) {
      throw new ClusterError((error as { readonly code?: number }).code ?? 0, (error as Error).message);
    }
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
    return JSON.parse(
      await this.request('PATCH', path, { query, body: object, contentType: 'application/apply-patch+yaml' }),
    ) as T;
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
    return this.request('POST', path, { query, body: object, contentType: 'application/json' }).then(
      () => true,
      (error: ClusterError) => {
        if (error.code !== 409) throw error;
        return false;
      },
    );
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
    await this.request('PATCH', path, { query, body: fields, contentType: 'application/merge-patch+json' });
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
      return this.request('DELETE', path, { body, contentType: 'application/json' });
    });
  }

  /** Runs a command in a container, without a terminal. */
  async exec(namespace: string, pod: string, container: string, command: readonly string[]): Promise<string> {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const output = { stdout: '', stderr: '' };
    stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
    stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
    const exec = new this.client.Exec(this.config);
    const status = await new Promise<{ readonly status?: string; readonly message?: string }>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new ClusterError(0, `no answer within ${TIMEOUT_SECONDS} s`)),
        TIMEOUT_SECONDS * 1000,
      );
      exec
        .exec(namespace, pod, container, [...command], stdout, stderr, null, false, resolve)
        .then(
          (socket: unknown) =>
            (socket as EventTarget).addEventListener('close', () =>
              resolve({ status: 'Failure', message: 'the connection was closed' }),
            ),
          reject,
        )
        .finally(() => clearTimeout(timer));
    });
    if (status.status !== 'Success')
      throw new ClusterError(0, [status.message, output.stderr.trim()].filter(text => text).join(': '));
    return output.stdout;
  }

  private request(
    method: ApiRequest['method'],
    path: string,
    rest: Omit<ApiRequest, 'method' | 'path'> = {},
  ): Promise<string> {
    const send = (): Promise<string> =>
      this.persistence.insist(() => sendRequest(this.config, { method, path, ...rest }));
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

/** A log that is being followed. */
export interface FollowedLog {
  /** Resolves when there is no more. */
  readonly ended: Promise<void>;
  readonly stop: () => void;
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
