import { Construct } from 'constructs';
import { AuthorizationPolicy, AuthorizationPolicySpecAction } from '../../../imports/security.istio.io';

/** What {@link RefusedHeaders} needs. */
export interface RefusedHeadersProps {
  /** Name of the policy. */
  readonly name: string;
  /** Name of the Gateway. */
  readonly gateway: string;
  /** Request headers that no caller may send. */
  readonly headers: readonly string[];
}

/**
 * Refuses requests, with 403, that bring a header by which the picker tells the routing proxy what to ask: where the
 * picker sets none, the proxy would send the prompt to whatever address the caller wrote.
 *
 * Istio judges a request before the gateway asks the picker (`pilot/pkg/networking/core/listener_builder.go` of 1.27.0,
 * 1.28.0 and 1.30.3: the filters of authorization come before that of InferencePools), so the picker's own header
 * passes. A filter of the HTTPRoute that removes the header would be applied after the picker, to the picker's header
 * too (Envoy 1.40.0: `request_headers_to_remove` is the router's, the last filter).
 */
export class RefusedHeaders extends Construct {
  constructor(scope: Construct, id: string, { name, gateway, headers }: RefusedHeadersProps) {
    super(scope, id);
    new AuthorizationPolicy(this, 'Default', {
      metadata: { name },
      spec: {
        targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: gateway }],
        action: AuthorizationPolicySpecAction.DENY,
        // A request is refused that matches one of the rules; `*` is any value.
        rules: headers.map(header => ({ when: [{ key: `request.headers[${header}]`, values: ['*'] }] })),
      },
    });
  }
}
