import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { parse } from 'yaml';
import { Manifest } from '../manifests';

/** What the API server answered. */
export interface Answer {
  readonly status: number;
  readonly body: Manifest;
  /** The texts of its `Warning` headers. */
  readonly warnings: readonly string[];
}

/** Who asks and how. */
export interface ApiOptions {
  /** A bearer token in place of the kubeconfig's own identity. */
  readonly token?: string;
}

/**
 * The API server's own interface, without a client library between a test and the answer: its warnings and refusals are
 * what is tested.
 */
export class Api {
  private readonly server: URL;
  private readonly agent: Agent;
  private readonly token?: string;

  constructor(kubeconfig: string, { token }: ApiOptions = {}) {
    const config = parse(readFileSync(kubeconfig, 'utf8')) as Manifest;
    const context = config.contexts.find(({ name }: Manifest) => name === config['current-context']).context;
    const cluster = config.clusters.find(({ name }: Manifest) => name === context.cluster).cluster;
    const user = config.users.find(({ name }: Manifest) => name === context.user).user;
    this.server = new URL(cluster.server);
    this.token = token ?? user.token;
    this.agent = new Agent({
      keepAlive: true,
      ca: fileOrData(cluster, 'certificate-authority'),
      ...(!token && { cert: fileOrData(user, 'client-certificate'), key: fileOrData(user, 'client-key') }),
    });
  }

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  post(path: string, body: object): Promise<Answer> {
    return this.send('POST', path, body, 'application/json');
  }

  delete(path: string, body: object = {}): Promise<Answer> {
    return this.send('DELETE', path, body, 'application/json');
  }

  /** JSON merge patch. */
  merge(path: string, body: object): Promise<Answer> {
    return this.send('PATCH', path, body, 'application/merge-patch+json');
  }

  /** Server-side apply, with unknown and repeated fields refused. */
  apply(path: string, manifest: object, { dryRun = false }: { readonly dryRun?: boolean } = {}): Promise<Answer> {
    const query = `fieldManager=cdk8s-llm-d&fieldValidation=Strict&force=true${dryRun ? '&dryRun=All' : ''}`;
    return this.send('PATCH', `${path}?${query}`, manifest, 'application/apply-patch+yaml');
  }

  /** Frees the connections, so that a test run ends. */
  close(): void {
    this.agent.destroy();
  }

  private send(method: string, path: string, body?: object, type?: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const content = body && JSON.stringify(body);
      // Node adds no length to a DELETE, and the next request on the connection would begin with its body.
      const length = content && { 'content-length': Buffer.byteLength(content) };
      const headers = {
        ...length,
        ...(type && { 'content-type': type }),
        ...(this.token && { authorization: `Bearer ${this.token}` }),
      };
      const outgoing = request(new URL(path, this.server), { method, headers, agent: this.agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({
            status: response.statusCode!,
            body: json(text),
            warnings: [response.headers.warning ?? []].flat(),
          });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(content);
    });
  }
}

function fileOrData(entry: Manifest, field: string): Buffer | undefined {
  if (entry[`${field}-data`]) return Buffer.from(entry[`${field}-data`], 'base64');
  return entry[field] ? readFileSync(entry[field]) : undefined;
}

function json(text: string): Manifest {
  try {
    return JSON.parse(text) as Manifest;
  } catch {
    return { message: text };
  }
}
