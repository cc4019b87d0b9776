import { IncomingMessage, ServerResponse } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { LoopbackServer } from '../loopback-server';
import { Manifest } from '../manifests';
import { applied, edited } from './fake-apply';

/** A kind that the server has. */
export interface ServedKind {
  readonly kind: string;
  /** The resource in the plural. */
  readonly name: string;
  readonly namespaced?: boolean;
  readonly verbs?: readonly string[];
}

/**
 * An API server on the loopback interface with as much of Kubernetes as `llmd` asks for: discovery, lists, apply,
 * deletion, garbage collection.
 */
export class FakeApiServer extends LoopbackServer {
  public readonly objects: Manifest[] = [];
  /** What was changed: `DELETE /api/v1/namespaces/a`. */
  public readonly changes: string[] = [];
  /** Resources whose lists are refused. */
  public readonly forbidden = new Set<string>();
  /** Resources that cannot be applied. */
  public readonly refused = new Set<string>();
  /** Resources with a webhook that cannot take part in a dry run. */
  public readonly noDryRun = new Set<string>();
  /** Resources that cannot be applied, although a dry run says so of none. */
  public readonly broken = new Set<string>();
  /** Is called after each deletion, as other users of the cluster are. */
  public onDelete: (deleted: Manifest) => void = () => {};

  /** Is called after each request that may change something, dry runs too, before its answer. */
  public onChange: (change: string) => void | Promise<void> = () => {};
  /** What would have been changed. */
  public readonly dryRuns: string[] = [];

  private uids = 0;
  private versions = 1;

  /** @param served kinds by `apiVersion`; the first version of a group is the preferred one */
  constructor(private readonly served: Readonly<Record<string, readonly ServedKind[]>>) {
    super();
  }

  /** Puts an object into the cluster, with a uid; with an owner, as a controller does. */
  public add(object: Manifest, owner?: Manifest): Manifest {
    const ownerReferences = owner && [{ kind: owner.kind, name: owner.metadata.name, uid: owner.metadata.uid }];
    const stored = {
      ...structuredClone(object),
      metadata: {
        ...structuredClone(object.metadata),
        uid: `uid-${this.uids++}`, resourceVersion: `${this.versions++}`, ...(ownerReferences && { ownerReferences }),
      },
    };
    this.objects.push(stored);
    return stored;
  }

  public names(kind: string): readonly string[] {
    return this.objects.filter(object => object.kind === kind).map(({ metadata }) => metadata.name as string);
  }

  /** Changes a field as another manager does; the path is as in `fieldsV1`. */
  public edit(object: Manifest, path: readonly string[], value: unknown, entry: Manifest): void {
    edited(object, path, value, entry);
    object.metadata.resourceVersion = `${this.versions++}`;
  }

  /** Questions about permissions and Leases change nothing of a deployment. */
  private isNoted({ pathname }: URL): boolean {
    return !/selfsubjectaccessreviews|\/leases/.test(pathname);
  }

  protected async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, 'http://localhost');
    let body = '';
    for await (const part of request.setEncoding('utf8')) body += part as string;
    const sent = body === '' ? {} : JSON.parse(body) as Manifest;
    const dryRun = url.searchParams.get('dryRun') === 'All' || sent.dryRun?.[0] === 'All';
    const change = `${request.method} ${url.pathname}`;
    if (request.method !== 'GET') (dryRun ? this.dryRuns : this.isNoted(url) ? this.changes : []).push(change);
    const isMerge = request.headers['content-type'] === 'application/merge-patch+json';
    const { code = 200, answer } = this.route(isMerge ? 'MERGE' : request.method!, url, sent, dryRun);
    if (request.method !== 'GET') await this.onChange(change);
    if (request.headers.accept?.includes('as=PartialObjectMetadataList') && Array.isArray(answer.items))
      answer.items = metadataOf(answer.items as Manifest[]);
    response.writeHead(code, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  private route(method: string, { pathname, searchParams }: URL, body: Manifest, dryRun: boolean): Answer {
    if (pathname === '/version') return { answer: { gitVersion: 'v1.34.4' } };
    if (pathname.endsWith('/selfsubjectaccessreviews')) return { answer: { ...body, status: { allowed: true } } };
    if (pathname === '/apis') return { answer: { groups: this.groups() } };
    const [, version, rest = ''] = /^\/(?:api|apis)\/(v1|[^/]+\/[^/]+)(?:\/(.*))?$/.exec(pathname) ?? [];
    const kinds = this.served[version ?? ''];
    if (kinds === undefined) return failure(404, `nothing at ${pathname}`);
    if (rest === '')
      return {
        answer: {
          resources: kinds.map(({ verbs = everyVerb, namespaced = true, ...kind }) => ({ ...kind, namespaced, verbs })),
        },
      };
    const [, namespace, resource, name] = /^(?:namespaces\/([^/]+)\/)?([^/]+)(?:\/([^/]+))?$/.exec(rest) ?? [];
    const served = kinds.find(({ name }) => name === resource);
    if (served === undefined) return failure(404, `no resource at ${pathname}`);
    const isOfKind = (object: Manifest): boolean =>
      object.kind === served.kind
      && groupOf(object.apiVersion as string) === groupOf(version!)
      && (namespace === undefined || object.metadata.namespace === namespace);
    if (method === 'POST') return this.post(body);
    if (name === undefined) return this.list(resource!, isOfKind, searchParams.get('labelSelector'));
    const found = this.objects.find(object => isOfKind(object) && object.metadata.name === name);
    if (method === 'PATCH' && dryRun && this.noDryRun.has(resource!))
      return failure(400, 'admission webhook "w.example.org" does not support dry run');
    if (method === 'PATCH')
      return this.refused.has(resource!) || (this.broken.has(resource!) && !dryRun)
        ? failure(422, `${resource} "${name}" is invalid`)
        : this.apply(found, body, searchParams);
    if (found === undefined) return failure(404, `${resource} "${name}" not found`);
    if (method === 'MERGE') return this.merge(found, body);
    if (method !== 'DELETE') return { answer: found };
    return this.remove(found, body.preconditions?.uid as string | undefined, dryRun);
  }

  private groups(): readonly Manifest[] {
    const versions = Object.keys(this.served).filter(version => version !== 'v1');
    return [...new Set(versions.map(groupOf))].map((group) => {
      const [preferredVersion, ...others] = versions
        .filter(version => groupOf(version) === group)
        .map(groupVersion => ({ groupVersion }));
      // The preferred version need not be the first.
      return { name: group, preferredVersion, versions: [...others, preferredVersion] };
    });
  }

  private list(resource: string, isOfKind: (object: Manifest) => boolean, selector: string | null): Answer {
    if (this.forbidden.has(resource)) return failure(403, `${resource} is forbidden: User "tenant" cannot list it`);
    const labels = (selector ?? '').split(',').filter(text => text !== '').map(text => text.split('='));
    return {
      answer: {
        items: this.objects.filter(
          object => isOfKind(object) && labels.every(([key, value]) => object.metadata.labels?.[key!] === value),
        ),
      },
    };
  }

  private post(body: Manifest): Answer {
    const { name, namespace } = body.metadata as Manifest;
    const exists = this.objects.some(({ kind, metadata }) =>
      kind === body.kind && metadata.name === name && metadata.namespace === namespace);
    return exists ? failure(409, `"${name}" already exists`) : { answer: this.add(body) };
  }

  private apply(found: Manifest | undefined, body: Manifest, query: URLSearchParams): Answer {
    const { namespace } = body.metadata as Manifest;
    if (namespace !== undefined && !this.names('Namespace').includes(namespace as string)) {
      return failure(404, `namespaces "${namespace}" not found`);
    }
    const { apiVersion, kind, metadata: { name } } = body;
    const live = found ?? { apiVersion, kind, metadata: { name, namespace } };
    const result = applied(live, body, query.get('fieldManager')!, query.get('force') === 'true');
    if ('conflicts' in result) {
      return failure(409, `Apply failed with ${result.conflicts.length} conflicts: ${result.conflicts.join(', ')}`);
    }
    const { object } = result;
    if (query.get('dryRun') === 'All') return { answer: object };
    if (found === undefined) return { answer: this.add(object) };
    const isSame = isDeepStrictEqual({ ...found, metadata: { ...found.metadata, managedFields: [] } },
      { ...object, metadata: { ...object.metadata, managedFields: [] } });
    if (!isSame) object.metadata.resourceVersion = `${this.versions++}`;
    for (const field of Object.keys(found)) delete found[field];
    return { answer: Object.assign(found, object) };
  }

  private merge(found: Manifest, { metadata: { uid }, spec }: Manifest): Answer {
    if (uid !== found.metadata.uid) return failure(409, 'the uid differs');
    Object.assign(found.spec, spec);
    return { answer: found };
  }

  private remove(object: Manifest, uid?: string, dryRun = false): Answer {
    if (uid !== undefined && uid !== object.metadata.uid) return failure(409, 'the uid differs');
    if (dryRun) return { answer: { apiVersion: 'v1', kind: 'Status', status: 'Success' } };
    this.objects.splice(this.objects.indexOf(object), 1);
    const isGone = ({ metadata }: Manifest): boolean => object.kind === 'Namespace'
      ? metadata.namespace === object.metadata.name
      : metadata.ownerReferences?.some((owner: Manifest) => owner.uid === object.metadata.uid) ?? false;
    for (const dependent of this.objects.filter(isGone)) if (this.objects.includes(dependent)) this.remove(dependent);
    this.onDelete(object);
    return { answer: { kind: 'Status', status: 'Success' } };
  }
}

interface Answer {
  readonly code?: number;
  readonly answer: Manifest;
}

const everyVerb = ['get', 'list', 'create', 'patch', 'delete'];

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
}

/** An empty list of this form has no items at all, as that of Kubernetes 1.34.4. */
function metadataOf(items: readonly Manifest[]): readonly Manifest[] | null {
  return items.length === 0 ? null : items.map(({ metadata }) => ({ metadata }));
}

function failure(code: number, message: string): Answer {
  return { code, answer: { kind: 'Status', message } };
}
