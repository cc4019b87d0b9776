/** Why an implementation of the Gateway API is none of this folder, and what to use in its place. */
export interface OtherGateway {
  /** What follows its name in a sentence. */
  readonly cause: string;
  /** What works. */
  readonly fix: string;
}

/** What to use in the place of an implementation, or of a GatewayClass, that routes to no InferencePool. */
export function gatewayInsteadOf(name: string): OtherGateway | undefined {
  return others.find(({ names }) => names.test(name));
}

const others: readonly (OtherGateway & { readonly names: RegExp })[] = [
  {
    // kgateway 2.2 release notes; llm-d/llm-d cc4fbfd7 guides/recipes/gateway: its folders for kgateway have the class
    // `agentgateway`.
    names: /^kgateway/i,
    cause: 'reads no InferencePools since its version 2.2',
    fix: 'use `agentgateway(\'1.4\')`, which took its place',
  },
  {
    // kserve/kserve#4833: an HTTPRoute to an InferencePool is `InvalidKind` there.
    names: /^(eg|envoy|envoy-?gateway)$/i,
    cause: 'reads no InferencePools without the extension of Envoy AI Gateway',
    fix: 'use `envoyAiGateway(\'1.1\')`',
  },
  {
    names: /^(nginx|nginx-gateway|ngf)$/i,
    cause: 'is not the name of the implementation',
    fix: 'use `nginxGatewayFabric(\'2.6\')`',
  },
  {
    // gateway-api-inference-extension v1.6.0 site-src/implementations/gateways.md does not list them.
    names: /^(cilium|contour|kong|traefik|haproxy|apisix|amazon-vpc-lattice|azure-alb(-\w+)?)$/i,
    cause: 'is not known to read InferencePools',
    fix: 'use `istio(\'1.30\')` or `agentgateway(\'1.4\')`',
  },
];
