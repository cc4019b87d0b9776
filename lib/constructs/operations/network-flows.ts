import { k8s } from 'cdk8s-plus-28';
import { Labels, ROLE_LABEL } from '../../plan/labels';
import type { PortRange } from '../../connectors/connector';
import { verificationLabels } from '../../verification/verification-job';
import { GatewayPeers, ModelServerEndpoint, NetworkPoliciesProps } from '../../plan/network-policies-props';

/** The connections of one workload; all others are refused. */
export interface Flows {
  /** Name of the policy. */
  readonly name: string;
  /** The pods that it is about. */
  readonly pods: k8s.LabelSelector;
  /** Who may connect to them. */
  readonly ingress: k8s.NetworkPolicyIngressRule[];
  /** Whom they may connect to. */
  readonly egress: k8s.NetworkPolicyEgressRule[];
}

/**
 * The flows of the pods of each role and of the picker. Each connection is in two of them: where it starts and where it
 * ends.
 */
export function workloadFlows(props: NetworkPoliciesProps): Flows[] {
  const { decode, gateway, picker, prefill, proxy, servingPorts, tokenizer } = props;
  const serving = servingPorts.map(tcp);
  const [decodePods, pickerPods] = [pods(decode.pods), pods(picker.pods)];
  const prefillPods = prefill ? [pods(prefill.pods)] : [];
  // A proxy asks the picker inside of its own pod.
  const gatewayPods = proxy ? [] : gatewayPeers(gateway);
  // A rule without a peer is one for anybody.
  const fromGateway = (others: k8s.NetworkPolicyPeer[], ports: k8s.NetworkPolicyPort[]) =>
    !proxy && gatewayPods.length === 0 ? { ports } : from([...gatewayPods, ...others], ports);
  // They read the counters of the engines and warm up each pair of pods.
  const verificationPods = pods(verificationLabels(props.name));
  const [toPrefill, toDecode] = [ranges(prefill?.cachePorts), ranges(decode.cachePorts)];
  const prompts = [...serving, ...(prefill?.connectorPorts ?? []).map(tcp), ...toPrefill];
  return [
    ...(prefill
      ? [{
          name: prefill.name,
          pods: selector(prefill.pods),
          ingress: [
            from([decodePods], prompts),
            fromGateway([pickerPods], serving),
            ...events(pickerPods, prefill),
            from([verificationPods], prefill.enginePorts.map(tcp)),
            ...peersOf(prefill).ingress,
            ...scrape(props, prefill.enginePorts),
            ...ofGroup(prefill).map(peers => ({ from: peers })),
          ],
          egress: [
            to([decodePods], toDecode), ...peersOf(prefill).egress, ...ofGroup(prefill).map(peers => ({ to: peers })),
            nameLookup,
          ],
        }]
      : []),
    {
      name: decode.name,
      pods: selector(decode.pods),
      ingress: [
        fromGateway([pickerPods], serving),
        ...events(pickerPods, decode),
        ...(prefill ? [from(prefillPods, toDecode)] : []),
        from([verificationPods], [...new Set([...servingPorts, ...decode.enginePorts])].map(tcp)),
        ...peersOf(decode).ingress,
        ...scrape(props, decode.enginePorts),
        ...ofGroup(decode).map(peers => ({ from: peers })),
      ],
      egress: [
        ...peersOf(decode).egress, ...(prefill ? [to(prefillPods, prompts)] : []),
        ...ofGroup(decode).map(peers => ({ to: peers })), nameLookup,
      ],
    },
    {
      name: picker.name,
      pods: selector(picker.pods),
      ingress: [
        ...(proxy
          // Whoever reaches a gateway.
          ? [{ ports: [tcp(proxy.port)] }, ...scrape(props, [proxy.metricsPort])]
          : [fromGateway([], [tcp(picker.extProcPort)])]),
        ...scrape(props, [picker.metricsPort]),
      ],
      egress: [
        to([...prefillPods, decodePods], [...serving, ...decode.eventPorts.map(tcp)]),
        ...(tokenizer ? [to([pods(tokenizer.pods)], [tcp(tokenizer.port)]), nameLookup] : []),
        apiServer(props),
      ],
    },
    ...(tokenizer
      ? [{
          name: tokenizer.name,
          pods: selector(tokenizer.pods),
          ingress: [from([pickerPods], [tcp(tokenizer.port)])],
          egress: [nameLookup, ...download(props)],
        }]
      : []),
  ];
}

/** Pods of one role that take KV cache from each other. */
function peersOf({ peers, pods: labels }: ModelServerEndpoint): Pick<Flows, 'egress' | 'ingress'> {
  if (peers === undefined) return { ingress: [], egress: [] };
  const ports = [...peers.ports.map(tcp), ...ranges(peers.cache)];
  return { ingress: [from([pods(labels)], ports)], egress: [to([pods(labels)], ports)] };
}

/** The picker reads what the engines say of their caches. */
function events(
  pickerPods: k8s.NetworkPolicyPeer, { eventPorts }: ModelServerEndpoint,
): k8s.NetworkPolicyIngressRule[] {
  return eventPorts.length === 0 ? [] : [from([pickerPods], eventPorts.map(tcp))];
}

function download({ downloadPorts, weights = [] }: NetworkPoliciesProps): k8s.NetworkPolicyEgressRule[] {
  return downloadPorts.length === 0 ? [] : [toBlocks(weights, downloadPorts.map(tcp))];
}

/**
 * The way to the weights, of every role, or of the Job that downloads them. A policy of its own, so that it can go when
 * the weights are there.
 */
export function downloadFlows({ downloadPods, downloadPorts, weights = [], ...props }: NetworkPoliciesProps): Flows {
  const toWeights = toBlocks(weights, downloadPorts.map(tcp));
  const ofEngines = engineEgress(props, 'model-download', [toWeights]);
  return downloadPods
    ? { ...ofEngines, pods: selector(downloadPods), egress: [toWeights, nameLookup] }
    : ofEngines;
}

/** Where the spec lets the engines connect to as well. */
export function egressFlows({ egress, ...props }: NetworkPoliciesProps): Flows {
  return engineEgress(props, 'egress', egress.map(({ cidr, ports }) => to([{ ipBlock: { cidr } }], ports.map(tcp))));
}

function engineEgress(
  { decode, name, prefill }: Pick<NetworkPoliciesProps, 'decode' | 'name' | 'prefill'>,
  what: string,
  egress: k8s.NetworkPolicyEgressRule[],
): Flows {
  const { [ROLE_LABEL]: role, ...shared } = decode.pods;
  return {
    name: `${name}-${what}`,
    pods: {
      ...selector(shared),
      matchExpressions: [{ key: ROLE_LABEL, operator: 'In', values: prefill ? ['prefill', 'decode'] : ['decode'] }],
    },
    ingress: [],
    egress,
  };
}

/** The other pods of an engine: NCCL, Gloo and NVSHMEM take any port. */
function ofGroup({ grouped, pods: labels }: ModelServerEndpoint): k8s.NetworkPolicyPeer[][] {
  return grouped ? [[pods(labels)]] : [];
}

function ranges(ports: PortRange | undefined): k8s.NetworkPolicyPort[] {
  return ports === undefined
    ? []
    : [{ port: k8s.IntOrString.fromNumber(ports.first), endPort: ports.last, protocol: 'TCP' }];
}

/**
 * Names are looked up wherever the cluster's DNS is: in pods of kube-system, or on the node. A policy is judged after
 * the address of the Service is translated, so it needs the port of the pods: 53, or 5353 on OpenShift
 * (kubernetes/kubernetes#102286).
 */
const nameLookup: k8s.NetworkPolicyEgressRule = {
  ports: [53, 5353].flatMap(port =>
    ['UDP', 'TCP'].map(protocol => ({ port: k8s.IntOrString.fromNumber(port), protocol }))),
};

function apiServer({ apiServer: blocks = [], apiServerPorts }: NetworkPoliciesProps): k8s.NetworkPolicyEgressRule {
  return toBlocks(blocks, apiServerPorts.map(tcp));
}

/** To these IP blocks, or anywhere. */
function toBlocks(blocks: readonly string[], ports: k8s.NetworkPolicyPort[]): k8s.NetworkPolicyEgressRule {
  return blocks.length === 0 ? { ports } : to(blocks.map(cidr => ({ ipBlock: { cidr } })), ports);
}

function scrape(
  { monitoringNamespaces }: NetworkPoliciesProps, ports: readonly number[],
): k8s.NetworkPolicyIngressRule[] {
  return monitoringNamespaces.length === 0
    ? []
    : [
        from(
          monitoringNamespaces.map(name => ({ namespaceSelector: inNamespace(name) })),
          ports.map(tcp),
        ),
      ];
}

function from(peers: k8s.NetworkPolicyPeer[], ports: k8s.NetworkPolicyPort[]): k8s.NetworkPolicyIngressRule {
  return { from: peers, ports };
}

function to(peers: k8s.NetworkPolicyPeer[], ports: k8s.NetworkPolicyPort[]): k8s.NetworkPolicyEgressRule {
  return { to: peers, ports };
}

function pods(labels: Labels): k8s.NetworkPolicyPeer {
  return { podSelector: selector(labels) };
}

function gatewayPeers(gateway: GatewayPeers): k8s.NetworkPolicyPeer[] {
  if ('blocks' in gateway) return gateway.blocks.map(cidr => ({ ipBlock: { cidr } }));
  const { labels, namespace } = gateway;
  return [{ ...pods(labels), ...(namespace !== undefined && { namespaceSelector: inNamespace(namespace) }) }];
}

function inNamespace(name: string): k8s.LabelSelector {
  return { matchLabels: { 'kubernetes.io/metadata.name': name } };
}

function selector(labels: Labels): k8s.LabelSelector {
  return { matchLabels: labels };
}

function tcp(port: number): k8s.NetworkPolicyPort {
  return { port: k8s.IntOrString.fromNumber(port), protocol: 'TCP' };
}
