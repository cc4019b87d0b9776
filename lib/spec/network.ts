/** What a spec must say of the network of its cluster, because no manifest can find it out. */
export interface NetworkSpec {
  /**
   * The families of addresses of the pods, the first that of `status.podIP`. With `IPv6` among them the engines listen
   * on `::`, which takes IPv4 as well (measured on Linux 6.18 with `net.ipv6.bindv6only=0`, the default); without, vLLM
   * listens on IPv4 alone (vLLM 0.11.0 and 0.27.1 `vllm/entrypoints/openai/api_server.py`, `create_server_socket`).
   * Not the default, because vLLM then does not start on a node whose kernel has IPv6 off (`ipv6.disable=1`).
   * @default ['IPv4']
   */
  readonly ipFamilies?: readonly IpFamily[];
  /**
   * The domain of the cluster's Services, `clusterDomain` of the kubelet. Host names that a gateway matches as a whole
   * end with it.
   * @default 'cluster.local'
   */
  readonly clusterDomain?: string;
  /**
   * The proxy by which engines, and the Job that downloads a model, reach what is outside of the cluster. Names of the
   * cluster and private IP blocks are left out of it. NetworkPolicies open its port in place of that of the weights.
   * @default - none
   */
  readonly proxy?: ProxySpec;
  /**
   * The certificates of the CAs that engines, and that Job, trust: all of them, for those of the image do not count any
   * more. @default - those of the image
   */
  readonly caBundle?: CaBundleSpec;
}

/** A proxy. */
export interface ProxySpec {
  /** Its address, without user: `http://proxy.corp:3128`. */
  readonly url: `http${'' | 's'}://${string}`;
  /**
   * What it is not asked for, beside the cluster: `.corp` for all hosts below, a host, or an IP block.
   * @default - nothing else
   */
  readonly except?: readonly string[];
}

/** Certificates in a ConfigMap of the deployment's namespace. */
export interface CaBundleSpec {
  /** Its name. The pods do not start without it. */
  readonly configMapName: string;
  /** The key with the certificates, in PEM. @default 'ca-bundle.crt' - as OpenShift writes it */
  readonly key?: string;
}

/** A family of addresses, as `ipFamilies` of a Service has it. */
export type IpFamily = 'IPv4' | 'IPv6';
