import type { KubernetesObject } from '../../kube/kubernetes-objects';

/** A way that a NetworkPolicy opens. */
export interface PolicyFlows {
  /** Whom the pods of the policy let in, each with a port. */
  readonly ingress: ReadonlySet<string>;
  /** What they reach, each with a port. */
  readonly egress: ReadonlySet<string>;
}

/** What a NetworkPolicy opens, in words. */
export function policyFlows(object: KubernetesObject): PolicyFlows {
  const { spec } = object as Policy;
  return {
    ingress: new Set((spec.ingress ?? []).flatMap(({ from, ports }) => flows(from, ports))),
    egress: new Set((spec.egress ?? []).flatMap(({ ports, to }) => flows(to, ports))),
  };
}

/** Ways as a sentence names them; a long list is cut. */
export function flowsText(ways: readonly string[]): string {
  return [...ways.slice(0, SHOWN), ...ways.length > SHOWN ? [`${ways.length - SHOWN} more`] : []].join(', ');
}

const SHOWN = 4;

function flows(peers: readonly Peer[] | undefined, ports: readonly Port[] | undefined): readonly string[] {
  const named = peers === undefined || peers.length === 0 ? ['everybody'] : peers.map(peerText);
  const on = ports === undefined || ports.length === 0 ? ['every port'] : ports.map(portText);
  return named.flatMap(peer => on.map(port => `${peer} on ${port}`));
}

function peerText({ ipBlock, namespaceSelector, podSelector }: Peer): string {
  if (ipBlock) return `${ipBlock.cidr}${ipBlock.except ? ` without ${ipBlock.except.join(' and ')}` : ''}`;
  const pods = podSelector ? `pods ${selectorText(podSelector)}` : 'all pods';
  return namespaceSelector ? `${pods} of namespaces ${selectorText(namespaceSelector)}` : pods;
}

function selectorText({ matchExpressions = [], matchLabels = {} }: Selector): string {
  const said = [
    ...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`),
    ...matchExpressions.map(({ key, operator, values = [] }) => `${key} ${operator} ${values.join('|')}`.trim()),
  ];
  return said.length === 0 ? 'with any labels' : said.join(',');
}

function portText({ endPort, port, protocol = 'TCP' }: Port): string {
  const number = port === undefined ? 'every port' : endPort === undefined ? `${port}` : `${port}-${endPort}`;
  return `${number}${protocol === 'TCP' ? '' : `/${protocol}`}`;
}

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string; readonly operator: string; readonly values?: readonly string[];
  }[];
}

interface Peer {
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
}

interface Port {
  readonly port?: number | string;
  readonly endPort?: number;
  readonly protocol?: string;
}

interface Policy extends KubernetesObject {
  readonly spec: {
    readonly ingress?: readonly { readonly from?: readonly Peer[]; readonly ports?: readonly Port[] }[];
    readonly egress?: readonly { readonly to?: readonly Peer[]; readonly ports?: readonly Port[] }[];
  };
}
