import { Construct } from 'constructs';
import {
  AuthorizationPolicy, AuthorizationPolicySpecAction, RequestAuthentication,
} from '../../../imports/security.istio.io';
import type { JwtSpec } from '../../spec/entrance';
import type { AuthenticationParts } from '../gateway';

/**
 * Refuses a request with a token that is not valid (401) and one without any (403).
 *
 * Two objects: a RequestAuthentication alone lets requests without a token pass (istio.io, RequestAuthentication: "will
 * be accepted"). Both are judged before the picker is asked, as RefusedHeaders says.
 */
export class JwtAuthentication extends Construct {
  constructor(scope: Construct, id: string, { authentication, gateway, name }: AuthenticationParts<JwtSpec>) {
    super(scope, id);
    const { audiences, issuer, jwks, jwksUri } = authentication;
    const targetRefs = [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: gateway }];
    new RequestAuthentication(this, 'tokens', {
      metadata: { name },
      spec: {
        targetRefs,
        jwtRules: [{
          issuer,
          ...(audiences && { audiences: [...audiences] }),
          ...(jwksUri !== undefined && { jwksUri }),
          ...(jwks !== undefined && { jwks }),
        }],
      },
    });
    new AuthorizationPolicy(this, 'callers', {
      metadata: { name },
      spec: {
        targetRefs,
        action: AuthorizationPolicySpecAction.DENY,
        rules: [{ from: [{ source: { notRequestPrincipals: ['*'] } }] }],
      },
    });
  }
}
