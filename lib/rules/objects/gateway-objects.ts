import type { RenderedObject } from '../language/rendered-object';

/** A Gateway, as it is written. */
export interface GatewayObject {
  /** `namespace/name`. */
  readonly key: string;
  /** Its listeners. */
  readonly listeners: readonly { readonly name: string; readonly admits: (namespace: string) => boolean }[];
}

/** What a route claims at one Gateway. */
export interface Claim {
  /** `namespace/name` of the Gateway. */
  readonly gateway: string;
  /** The listener that it names. */
  readonly section?: string;
  /** Its own namespace. */
  readonly namespace: string;
  /** Host, path and headers of the requests, one text each; `*` is every host. */
  readonly requests: readonly string[];
  /** InferencePools of its own namespace that the requests go to. */
  readonly pools: readonly string[];
}

/** Reads a Gateway. */
export function gatewayOf({ kind, metadata, spec }: RenderedObject): GatewayObject | undefined {
  if (kind !== 'Gateway') return undefined;
  const namespace = String(metadata?.namespace);
  return {
    key: `${namespace}/${String(metadata?.name)}`,
    listeners: list(fields(spec).listeners).map(listener => ({
      name: String(listener.name),
      admits: admitted(fields(fields(listener.allowedRoutes).namespaces), namespace),
    })),
  };
}

/** Reads what a route claims. */
export function claimsOf({ kind, metadata, spec }: RenderedObject): readonly Claim[] {
  if (kind !== 'HTTPRoute') return [];
  const { hostnames, parentRefs, rules } = fields(spec);
  const namespace = String(metadata?.namespace);
  const hosts = Array.isArray(hostnames) && hostnames.length > 0 ? hostnames.map(String) : ['*'];
  const matches = list(rules).flatMap(rule => list(rule.matches).map(matchText));
  const requests = hosts.flatMap(host => matches.map(match => `${host}${match}`));
  const pools = new Set(list(rules).flatMap(rule => list(rule.backendRefs))
    .filter(backend => backend.kind === 'InferencePool' && backend.namespace === undefined)
    .map(({ name }) => String(name)));
  return list(parentRefs).map(parent => ({
    gateway: `${text(parent.namespace) ?? namespace}/${String(parent.name)}`,
    ...(text(parent.sectionName) !== undefined && { section: text(parent.sectionName)! }),
    namespace, requests, pools: [...pools],
  }));
}

/** `/v1 x-canary=true`: the same whatever the order of the headers. */
function matchText(match: Fields): string {
  const headers = list(match.headers).map(({ name, value }) => ` ${String(name).toLowerCase()}=${String(value)}`);
  return `${text(fields(match.path).value) ?? '/'}${headers.sort().join('')}`;
}

/** What a selector asks beyond names of namespaces is not known here. */
function admitted({ from = 'Same', selector }: Fields, own: string): (namespace: string) => boolean {
  if (from === 'All') return () => true;
  if (from === 'Same') return namespace => namespace === own;
  if (from !== 'Selector') return () => false;
  const names = list(fields(selector).matchExpressions).filter(({ key }) => key === 'kubernetes.io/metadata.name');
  return namespace => names.every(({ operator, values }) =>
    operator !== 'In' || (Array.isArray(values) && values.includes(namespace)));
}

type Fields = Readonly<Record<string, unknown>>;

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? value as Fields : {};
}

function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fields) : [];
}
