import { k8s } from 'cdk8s-plus-28';
import { Labels, ROLE_LABEL } from '../../plan/labels';
import type { PortRange } from '../../connectors/connector';
import { verificationLabels } from '../../verification/verification-job';
import { NetworkPoliciesProps } from '../../plan/network-policies-props';

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
 * The flows of prefill pods, decode pods and picker. Each connection is in two of them: where it starts and where it
 * ends.
 */
export function workloadFlows(props: NetworkPoliciesProps): Flows[] {
  const { decode, gateway, picker, prefill, proxy, servingPort } = props;
  const [prefillPods, decodePods, pickerPods] = [pods(prefill.pods), pods(decode.pods), pods(picker.pods)];
  // A proxy asks the picker inside of its own pod.
  const gatewayPods = proxy ? [] : [pods(gateway)];
  // They read the counters of both roles and warm up each pair of pods.
  const verificationPods = pods(verificationLabels(props.name));
  const [toPrefill, toDecode] = [range(prefill.cachePorts), range(decode.cachePorts)];
  const prompts = [tcp(servingPort), ...prefill.connectorPorts.map(tcp), toPrefill];
  return [
    {
      name: prefill.name,
      pods: selector(prefill.pods),
      ingress: [
        from([decodePods], prompts),
        from([...gatewayPods, pickerPods], [tcp(servingPort)]),
        from([verificationPods], [tcp(prefill.enginePort)]),
        ...scrape(props, prefill.enginePort),
      ],
      egress: [to([decodePods], [toDecode]), nameLookup],
    },
    {
      name: decode.name,
      pods: selector(decode.pods),
      ingress: [
        from([...gatewayPods, pickerPods], [tcp(servingPort)]),
        from([prefillPods], [toDecode]),
        from([verificationPods], [tcp(servingPort), tcp(decode.enginePort)]),
        ...scrape(props, decode.enginePort),
      ],
      egress: [to([prefillPods], prompts), nameLookup],
    },
    {
      name: picker.name,
      pods: selector(picker.pods),
      ingress: [
        ...(proxy
          // Whoever reaches a gateway.
          ? [{ ports: [tcp(proxy.port)] }, ...scrape(props, proxy.metricsPort)]
          : [from(gatewayPods, [tcp(picker.extProcPort)])]),
        ...scrape(props, picker.metricsPort),
      ],
      egress: [to([prefillPods, decodePods], [tcp(servingPort)]), apiServer(props)],
    },
  ];
}

/** The way to the weights, of both roles. A policy of its own, so that it can go when the weights are there. */
export function downloadFlows({ downloadPorts, weights = [], ...props }: NetworkPoliciesProps): Flows {
  return engineEgress(props, 'model-download', [toBlocks(weights, downloadPorts.map(tcp))]);
}

/** Where the spec lets the engines of both roles connect to as well. */
export function egressFlows({ egress, ...props }: NetworkPoliciesProps): Flows {
  return engineEgress(props, 'egress', egress.map(({ cidr, ports }) => to([{ ipBlock: { cidr } }], ports.map(tcp))));
}

function engineEgress(
  { name, prefill }: Pick<NetworkPoliciesProps, 'name' | 'prefill'>,
  what: string,
  egress: k8s.NetworkPolicyEgressRule[],
): Flows {
  const { [ROLE_LABEL]: role, ...shared } = prefill.pods;
  return {
    name: `${name}-${what}`,
    pods: {
      ...selector(shared),
      matchExpressions: [{ key: ROLE_LABEL, operator: 'In', values: ['prefill', 'decode'] }],
    },
    ingress: [],
    egress,
  };
}

function range({ first, last }: PortRange): k8s.NetworkPolicyPort {
  return { port: k8s.IntOrString.fromNumber(first), endPort: last, protocol: 'TCP' };
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

function scrape({ monitoringNamespaces }: NetworkPoliciesProps, port: number): k8s.NetworkPolicyIngressRule[] {
  return monitoringNamespaces.length === 0
    ? []
    : [
        from(
          monitoringNamespaces.map(name => ({
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
          })),
          [tcp(port)],
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

function selector(labels: Labels): k8s.LabelSelector {
  return { matchLabels: labels };
}

function tcp(port: number): k8s.NetworkPolicyPort {
  return { port: k8s.IntOrString.fromNumber(port), protocol: 'TCP' };
}
