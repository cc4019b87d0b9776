import { InferenceSpec, Release, istio } from '../../lib';
import { Manifest, manifestsOf, podOf } from '../manifests';
import { validSpec } from '../valid-spec';

const spec: InferenceSpec = {
  ...validSpec,
  operations: { networkPolicies: {}, monitoring: { namespace: 'monitoring' } },
};

/**
 * Who may be connected to, as a policy engine answers: allowed when the policies of both ends allow it, or have nothing
 * to say.
 */
class Network {
  private readonly policies: readonly Manifest[];

  constructor(private readonly manifests: readonly Manifest[]) {
    this.policies = manifests.filter(({ kind }) => kind === 'NetworkPolicy').map(policy => policy.spec as Manifest);
  }

  public allows(source: Peer, destination: Peer, port: number, protocol = 'TCP'): boolean {
    return (
      this.passes('egress', 'Egress', source, destination, port, protocol)
      && this.passes('ingress', 'Ingress', destination, source, port, protocol)
    );
  }

  public pod(role: 'prefill' | 'decode' | 'epp'): Peer {
    return { labels: podOf(this.manifests, role).metadata.labels, namespace: 'team-a' };
  }

  private passes(
    rules: 'egress' | 'ingress',
    type: string,
    subject: Peer,
    other: Peer,
    port: number,
    protocol: string,
  ): boolean {
    if (subject.namespace !== 'team-a') return true;
    const mine = this.policies.filter(
      ({ podSelector, policyTypes }) => policyTypes.includes(type) && selects(podSelector, subject.labels),
    );
    return (
      mine.length === 0
      || mine.some(policy =>
        ((policy[rules] ?? []) as Manifest[]).some(
          rule =>
            opens(rule.ports, port, protocol)
            && (((rule.from ?? rule.to) as Manifest[] | undefined) ?? [{}]).some(peer => matches(peer, other)),
        ),
      )
    );
  }
}

interface Peer {
  readonly labels: Readonly<Record<string, string>>;
  readonly namespace?: string;
  readonly address?: string;
}

function selects({ matchLabels = {}, matchExpressions = [] }: Manifest, labels: Peer['labels']): boolean {
  return Object.entries(matchLabels).every(([key, value]) => labels[key] === value)
    && (matchExpressions as Manifest[]).every(({ key, values }) => values.includes(labels[key as string]));
}

function matches(peer: Manifest, { address, labels, namespace }: Peer): boolean {
  if (Object.keys(peer).length === 0) return true;
  if (peer.ipBlock) return address !== undefined && peer.ipBlock.cidr === `${address}/32`;
  const inNamespace = peer.namespaceSelector
    ? peer.namespaceSelector.matchLabels['kubernetes.io/metadata.name'] === namespace
    : namespace === 'team-a';
  return inNamespace && (!peer.podSelector || selects(peer.podSelector, labels));
}

function opens(ports: readonly Manifest[], port: number, protocol: string): boolean {
  return ports.some(rule => rule.protocol === protocol && rule.port <= port && port <= (rule.endPort ?? rule.port));
}

const network = new Network(manifestsOf(spec));
const [prefill, decode, picker] = [network.pod('prefill'), network.pod('decode'), network.pod('epp')];
const gateway: Peer = {
  labels: { 'gateway.networking.k8s.io/gateway-name': 'llama-inference-gateway' },
  namespace: 'team-a',
};
const otherGateway: Peer = { labels: { 'gateway.networking.k8s.io/gateway-name': 'other' }, namespace: 'team-a' };
const stranger: Peer = { labels: { app: 'stranger' }, namespace: 'team-a' };
const prometheus: Peer = { labels: { app: 'prometheus' }, namespace: 'monitoring' };
const elsewhere: Peer = { labels: {}, namespace: 'team-b' };
const internet: Peer = { labels: {}, address: '192.0.2.7' };

test.each([
  ['the gateway asks the picker', gateway, picker, 9002],
  ['the gateway sends a request to the proxy of a decode pod', gateway, decode, 8000],
  ['the gateway sends a request to a prefill pod', gateway, prefill, 8000],
  ['the proxy has a prefill pod compute the prompt', decode, prefill, 8000],
  ['the decode engine asks the side channel of a prefill pod', decode, prefill, 5600],
  ['KV cache goes from prefill to decode', decode, prefill, 32_768],
  ['and the connection may begin on either side', prefill, decode, 60_999],
  ['the picker scrapes prefill pods', picker, prefill, 8000],
  ['the picker scrapes decode pods', picker, decode, 8000],
  ['the picker watches the API server', picker, internet, 6443],
  ['Prometheus scrapes prefill engines', prometheus, prefill, 8000],
  ['Prometheus scrapes decode engines behind the proxy', prometheus, decode, 8200],
  ['Prometheus scrapes the picker', prometheus, picker, 9090],
  ['engines download weights', prefill, internet, 443],
  ['engines download weights', decode, internet, 443],
] as const)('%s', (_, source, destination, port) => {
  expect(network.allows(source, destination, port)).toBe(true);
});

test.each([
  ['a pod of the namespace that is none of ours reaches no engine', stranger, decode, 8000],
  ['nor a prefill pod', stranger, prefill, 8000],
  ['nor the side channel', stranger, prefill, 5600],
  ['nor the picker', stranger, picker, 9002],
  ['nor its metrics', stranger, picker, 9090],
  ['another gateway reaches no engine', otherGateway, decode, 8000],
  ['another namespace reaches no engine', elsewhere, prefill, 8000],
  ['nobody reaches the decode engine past its proxy', gateway, decode, 8200],
  ['not even a prefill pod', prefill, decode, 8200],
  ['the picker does not connect to the side channel', picker, prefill, 5600],
  ['decode pods are not asked for prompts by prefill pods', prefill, decode, 8000],
  ['prefill pods do not reach the picker', prefill, picker, 9002],
  ['engines reach nothing outside but the Hub', decode, internet, 80],
  ['nor the API server', decode, internet, 6443],
  ['the picker downloads nothing', picker, internet, 80],
  ['Prometheus reaches nothing but metrics', prometheus, prefill, 5600],
] as const)('%s', (_, source, destination, port) => {
  expect(network.allows(source, destination, port)).toBe(false);
});

test('names are looked up by engines, over UDP and TCP', () => {
  // On OpenShift the pods behind the Service listen on 5353, and a policy is judged by that.
  for (const port of [53, 5353])
    for (const protocol of ['UDP', 'TCP']) expect(network.allows(decode, internet, port, protocol)).toBe(true);
  expect(network.allows(picker, internet, 53, 'UDP')).toBe(false);
});

test('with a filled cache engines reach nothing outside', () => {
  const offline = new Network(
    manifestsOf({ ...spec, modelCache: { type: 'hostPath', path: '/models', filled: true } }),
  );
  expect(offline.allows(decode, internet, 443)).toBe(false);
  expect(offline.allows(decode, prefill, 5600)).toBe(true);
});

test('with an address of the API server the picker reaches no other', () => {
  const closed = new Network(
    manifestsOf({ ...spec, operations: { networkPolicies: { apiServer: ['192.0.2.7/32'] } } }),
  );
  expect([
    closed.allows(picker, internet, 443),
    closed.allows(picker, { ...internet, address: '192.0.2.8' }, 443),
  ]).toEqual([true, false]);
});

test('every side channel of a tensor-parallel prefill pod is open where each rank has one', () => {
  const parallel = { replicas: 2, cpu: '8', memory: '64Gi', parallelism: { tensor: 2 } } as const;
  const old = new Network(
    manifestsOf({
      ...spec,
      operations: { networkPolicies: {} },
      release: Release.LLM_D_0_3,
      gateway: istio('1.27'),
      prefill: parallel,
      decode: parallel,
    }),
  );
  expect([5600, 5601, 5602].map(port => old.allows(old.pod('decode'), old.pod('prefill'), port))).toEqual([
    true,
    true,
    false,
  ]);
});

test('without Prometheus nothing may scrape', () => {
  const alone = new Network(manifestsOf({ ...spec, operations: { networkPolicies: {} } }));
  expect(alone.allows(prometheus, prefill, 8000)).toBe(false);
});

test('a port and a place that the cluster has elsewhere are fields', () => {
  const policies = {
    apiServerPorts: [16_443], weights: ['192.0.2.9/32' as const], metricsTo: ['observability'],
  };
  const own = new Network(manifestsOf({ ...spec, operations: { networkPolicies: policies } }));
  const collector: Peer = { labels: {}, namespace: 'observability' };
  expect([16_443, 6443].map(port => own.allows(picker, internet, port))).toEqual([true, false]);
  expect(['192.0.2.9', '192.0.2.7'].map(address => own.allows(decode, { ...internet, address }, 443)))
    .toEqual([true, false]);
  expect([own.allows(collector, decode, 8200), own.allows(prometheus, decode, 8200)]).toEqual([true, false]);
});

test('a way to the weights that is closed leaves the further egress', () => {
  const egress = [{ cidr: '192.0.2.7/32' as const, ports: [3128] }];
  const closed = new Network(manifestsOf({ ...spec, operations: { networkPolicies: { weights: [], egress } } }));
  expect([443, 3128].map(port => closed.allows(decode, internet, port))).toEqual([false, true]);
});

test('policies are there without a word about them, and gone where they are switched off', () => {
  const policies = (networkPolicies?: false) =>
    manifestsOf({ ...spec, operations: { ...networkPolicies === false && { networkPolicies } } })
      .filter(({ kind }) => kind === 'NetworkPolicy').length;
  expect([policies(), policies(false)]).toEqual([4, 0]);
});
