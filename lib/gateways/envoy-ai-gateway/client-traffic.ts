import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';

/** What {@link ClientTraffic} needs. */
export interface ClientTrafficProps {
  /** Name of the policy. */
  readonly name: string;
  /** Name of the Gateway. */
  readonly gateway: string;
  /** Request headers that no caller may send. */
  readonly headers: readonly string[];
}

/** The longest prompt that Envoy takes, as llm-d sets it (guides/recipes/gateway/envoy-ai-gateway). */
export const PROMPT_LIMIT = '50Mi';

/**
 * What Envoy Gateway does with requests before any filter sees them: a body may be as long as a prompt is, where 32 KiB
 * are the default, and headers by which the picker tells the routing proxy what to ask are taken off, so that they are
 * the picker's alone (envoyproxy/gateway v1.8.1 `api/v1alpha1/clienttrafficpolicy_types.go`: `earlyRequestHeaders` is
 * before routing; `internal/xds/translator/listener.go`).
 */
export class ClientTraffic extends Construct {
  constructor(scope: Construct, id: string, { gateway, headers, name }: ClientTrafficProps) {
    super(scope, id);
    new ApiObject(this, 'Default', {
      apiVersion: 'gateway.envoyproxy.io/v1alpha1',
      kind: 'ClientTrafficPolicy',
      metadata: { name },
      spec: {
        targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: gateway }],
        connection: { bufferLimit: PROMPT_LIMIT },
        ...(headers.length > 0 && { headers: { earlyRequestHeaders: { remove: [...headers] } } }),
      },
    });
  }
}
