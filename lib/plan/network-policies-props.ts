import type { PortRange } from '../connectors/connector';
import { Labels } from './labels';

/** Who speaks to whom on which ports: what {@link NetworkPolicies} needs. */
export interface NetworkPoliciesProps {
  /** Name of the deployment. */
  readonly name: string;
  /** The prefill pods. @default - none */
  readonly prefill?: ModelServerEndpoint;
  /** The decode pods. */
  readonly decode: ModelServerEndpoint;
  /** The endpoint picker. */
  readonly picker: {
    readonly name: string;
    readonly pods: Labels;
    readonly extProcPort: number;
    readonly metricsPort: number;
  };
  /** The pods that turn prompts into tokens for the picker. @default - none */
  readonly tokenizer?: { readonly name: string; readonly pods: Labels; readonly port: number };
  /** Where the pods of the gateway's data plane are, or where it connects from. */
  readonly gateway: GatewayPeers;
  /** The ports of the proxy in the picker's pod. @default - none is there */
  readonly proxy?: { readonly port: number; readonly metricsPort: number };
  /** The pool's ports, on which the pods take requests. */
  readonly servingPorts: readonly number[];
  /** IP blocks of the API server. @default - any address */
  readonly apiServer?: readonly string[];
  /** Ports of the API server. */
  readonly apiServerPorts: readonly number[];
  /** Where engines may connect to as well. */
  readonly egress: readonly { readonly cidr: string; readonly ports: readonly number[] }[];
  /** Namespaces whose pods read metrics. */
  readonly monitoringNamespaces: readonly string[];
  /** The pods of the Job that downloads weights. @default - the engines do it themselves */
  readonly downloadPods?: Labels;
  /** TCP ports on which engines, or that Job, download weights; none where they download nothing. */
  readonly downloadPorts: readonly number[];
  /** IP blocks from which they do. @default - any address */
  readonly weights?: readonly string[];
}

/**
 * Who connects for a gateway: pods of this namespace, of another one, or what has an address in some IP blocks, anybody
 * without any.
 */
export type GatewayPeers
  = | { readonly labels: Labels; readonly namespace?: string }
    | { readonly blocks: readonly string[] };

/** One role on the network. */
export interface ModelServerEndpoint {
  /** Name of the Deployment. */
  readonly name: string;
  /** The labels of its pods. */
  readonly pods: Labels;
  /** The ports of the engine, one for each rank with its own, which are scraped. */
  readonly enginePorts: readonly number[];
  /** Whether several pods are one engine, which speak to each other on any port. */
  readonly grouped: boolean;
  /** Ports on which its engine listens for its peers. */
  readonly connectorPorts: readonly number[];
  /** Ports on which pods of the same role ask it for KV cache, and over which it arrives. @default - none */
  readonly peers?: { readonly ports: readonly number[]; readonly cache: PortRange };
  /** Ports of its events, which the picker reads. */
  readonly eventPorts: readonly number[];
  /** Ports on which KV cache arrives. @default - none */
  readonly cachePorts?: PortRange;
}
